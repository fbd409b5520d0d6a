using AllocSim.Reports.Charts;
using AllocSim.Reports.Charts.Drawing;
using AllocSim.Reports.Charts.OfRuns;
using AllocSim.Reports.Runs;
using AllocSim.Reports.Tables;
using AllocSim.Tests.Cli;
using SkiaSharp;

namespace AllocSim.Tests.Reports.Pictures;

/// <summary>Names of any length leave room for the data, and no letter is cut by the border.</summary>
[TestFixture]
internal sealed class LongNameTests
{
    private static readonly Axis Memory = Axis.Bytes("memory", 3e9);

    private static readonly string Title = "What it is: " + new string('w', 200) + ", jemalloc-5.3 " + string.Concat(Enumerable.Repeat("dirty_decay_ms:1000,", 15));
    private static readonly string[] Names = [.. Enumerable.Range(0, 5).Select(i => $"lock.{i}." + new string('w', 60 + (30 * i)))];

    private static IEnumerable<TestCaseData> Cases
        => Charts.SelectMany(chart => ((int, int)[])[(1200, 700), (600, 350)], (chart, size) => new TestCaseData(chart, size.Item1, size.Item2).SetArgDisplayNames(chart.Name, $"{size.Item1}"));

    private static IEnumerable<Chart> Charts =>
    [
        new LineChart { Name = "lines", Title = Title, Horizontal = Axis.Nanoseconds("time", 5e9), Vertical = Memory, XColumn = "time_ns", X = [0, 2e9, 5e9], Series = [new LineSeries("a", Names[0], [1e9, 2e9, 3e9]), new LineSeries("b", Names[1], [0, 1e9, 2e9])] },
        new StackedBarChart { Name = "bars", Title = Title, Horizontal = new Axis("who"), Vertical = Memory, CategoryColumn = "c", Categories = Names, Parts = [new LineSeries("a", Names[0], [1e9, 2e9, 3e9, 1e9, 2e9]), new LineSeries("b", Names[1], [1e9, 1e9, 1e9, 1e9, 1e9])], NoteColumn = "n", Notes = Names },
        new RankedBarChart { Name = "ranks", Title = Title, Horizontal = Memory, Vertical = new Axis("lock"), CategoryColumn = "lock", Categories = Names, Parts = [new LineSeries("a", Names[0], [3e9, 2e9, 2e9, 1e9, 1e9])] },
        new HeatMapChart { Name = "heat", Title = Title, Horizontal = Axis.Nanoseconds("time", 5e9), Vertical = new Axis("addresses"), Columns = [0, 1e9, 2e9], Rows = ["0x7eff00000000", "0x7eff00200000"], RowColumn = "address", Breaks = new HashSet<int>(), Cells = new[,] { { 0, 0.5, 1 }, { double.NaN, 0, 0 } }, ColourLabel = "share of the range with live bytes", Words = ("no object", "not mapped"), Owners = [Names[0], Names[1]] },
        new CellChart { Name = "cells", Title = Title, Horizontal = new Axis("a"), Vertical = new Axis("b"), RowColumn = "b", Columns = Names, Rows = Names, Cells = new double[5, 5], Value = Memory },
        new ScatterChart { Name = "points", Title = Title, Horizontal = new Axis("cost"), Vertical = Memory, NameColumn = "n", XColumn = "x", YColumn = "y", MarkLabel = "none is better", Points = [.. Names.Select((name, i) => new ScatterPoint(name, i + 1, 3e9 / (i + 1), i % 2 == 0, Title))] },
        new RangeChart { Name = "ranges", Title = Title, Horizontal = new Axis("option"), Vertical = new Axis("measures"), CategoryColumn = "c", Categories = Names, Panels = [new RangePanel("m", Memory, [1, 1, 1, 1, 1], [1e9, 1e9, 2e9, 2e9, 2e9], [2e9, 2e9, 2e9, 3e9, 3e9]), new RangePanel("n", new Axis("calls"), [1, 2, 3, 4, 5], [2, 3, 4, 5, 6], [3, 4, 5, 6, 7])] },
    ];

    [TestCaseSource(nameof(Cases))]
    public void NothingStandsOnTheBorder(Chart chart, int width, int height)
    {
        using TemporaryDirectory directory = new();
        new ScottPlotRenderer(ChartFormat.Png, width, height).Render(chart, directory.Path);
        using SKBitmap picture = SKBitmap.Decode(directory[chart.Name + ".png"]);
        IEnumerable<(int X, int Y)> border = Enumerable.Range(0, picture.Width).SelectMany(x => ((int, int)[])[(x, 0), (x, picture.Height - 1)])
            .Concat(Enumerable.Range(0, picture.Height).SelectMany(y => ((int, int)[])[(0, y), (picture.Width - 1, y)]));
        Assert.That(border.Where(at => picture.GetPixel(at.X, at.Y) != SKColors.White), Is.Empty);
    }

    [Test]
    public void ATitle_NamesThePolicy_HoweverLongTraceAndOptionsAre()
    {
        string title = RunCharts.Title("Memory over time", new RunTables { Summary = new SummaryRow { Trace = new string('t', 200), Policy = "jemalloc-5.3", Conf = new string('o', 300) }, Timeline = [] });
        Assert.That(title, Does.Contain(", jemalloc-5.3 ooo").And.Length.LessThan(240));
    }

    [TestCase(1200, 700)]
    [TestCase(600, 350)]
    public void ATitle_TakesLessThanAQuarter(int width, int height)
        => Assert.That(Math.Ceiling(PlotFrame.TitleLetters(width, height) / ((width - 60) / (16 * 0.62))) * 16 * 1.35, Is.LessThan(height / 4.0));
}
