using AllocSim.Reports.Charts;
using AllocSim.Reports.Charts.Drawing;
using AllocSim.Tests.Cli;

namespace AllocSim.Tests.Reports.Pictures;

[TestFixture]
internal sealed class ChartTests
{
    private static readonly Axis Time = Axis.Nanoseconds("time", 5e9);
    private static readonly Axis Memory = Axis.Bytes("memory", 3 << 20);

    private static LineChart Lines => new()
    {
        Name = "lines",
        Title = "A \"quoted\" title & <more>",
        Horizontal = Time,
        Vertical = Memory,
        XColumn = "time_ns",
        X = [0, 2e9, 5e9],
        Series = [new LineSeries("requested_bytes", "requested", [0, 1 << 20, 3 << 20]), new LineSeries("said_bytes", "said", [1, 2, 3], IsDashed: true), new LineSeries("limit_bytes", "limit", [5, 6, 7], IsBound: true)],
    };

    /// <summary>A chart of each kind, and those that have next to nothing to show.</summary>
    private static IEnumerable<Chart> Charts =>
    [
        Lines,
        Lines with { Name = "one_sample", X = [0], Series = [new LineSeries("a", "a", [0])] },
        Lines with { Name = "nothing_finite", Series = [new LineSeries("a", "a", [double.NaN, double.NaN, double.NaN])] },
        Lines with { Name = "terabytes", Vertical = Axis.Bytes("memory", 5e15), Series = [new LineSeries("a", "a", [0, 1e12, 5e15])] },
        Lines with { Name = "layers", IsLayered = true, Mark = (2e9, "most"), Top = 1 << 20 },
        Lines with { Name = "doublings", IsMeasured = true, X = [1, 4, 16], Title = string.Concat(Enumerable.Repeat("a long title goes on, ", 20)) },
        new StackedBarChart
        {
            Name = "bars", Title = "t", Horizontal = new Axis("size class", "bytes"), Vertical = Memory, CategoryColumn = "class", Categories = [.. Enumerable.Range(1, 90).Select(i => $"{i << 10}")],
            Parts = [new LineSeries("a", "in use", [.. Enumerable.Range(1, 90).Select(i => (double)i)]), new LineSeries("b", "free", new double[90])], NoteColumn = "note", Notes = [.. Enumerable.Range(1, 90).Select(i => $"{i}%")],
        },
        new StackedBarChart
        {
            Name = "logarithmic", Title = "t", Horizontal = new Axis("time"), Vertical = new Axis("calls"), IsLogarithmic = true, CategoryColumn = "c", Categories = ["1 ns", "2 ns"], Parts = [new LineSeries("a", "malloc", [1e6, 0]), new LineSeries("b", "free", [1, 0])], NoteColumn = "note", Notes = ["1 000 000", ""],
        },
        new RankedBarChart
        {
            Name = "ranks", Title = "t", Horizontal = new Axis("count"), Vertical = new Axis("lock"), CategoryColumn = "lock", Categories = ["日本語 name with signs <&\"'>", "b"], Parts = [new LineSeries("a", "one", [3, 0])],
        },
        new HeatMapChart
        {
            Name = "heat", Title = "t", Horizontal = Time, Vertical = new Axis("addresses"), Columns = [0, 1e9, 2e9], Rows = ["0x1000", "0x2000"], RowColumn = "address", Breaks = new HashSet<int> { 1 }, Cells = new double[,] { { 0, 0.5, 1 }, { double.NaN, 0, 0 } }, ColourLabel = "share",
        },
        new HeatMapChart
        {
            Name = "heat-of-nothing", Title = "t", Horizontal = Time, Vertical = new Axis("addresses"), Columns = [0, 1e9], Rows = ["0x1000"], RowColumn = "address", Breaks = new HashSet<int>(), Cells = new double[,] { { 0, double.NaN } }, ColourLabel = "share", Words = ("no object", "not mapped"),
        },
        new HeatMapChart
        {
            Name = "heat-without-values", Title = "t", Horizontal = Time, Vertical = new Axis("addresses"), Columns = [0, 1e9], Rows = ["0x1000"], RowColumn = "address", Breaks = new HashSet<int>(), Cells = new double[,] { { double.NaN, double.NaN } }, ColourLabel = "share", Words = ("no object", "not mapped"),
        },
        new CellChart
        {
            Name = "cells-without-values", Title = "t", Horizontal = new Axis("a"), Vertical = new Axis("b"), RowColumn = "b", Columns = ["0", "1"], Rows = ["x"], Cells = new double[,] { { double.NaN, double.NaN } }, Value = Memory,
        },
        new ScatterChart
        {
            Name = "points", Title = "t", Horizontal = new Axis("cost"), Vertical = Memory, NameColumn = "point", XColumn = "x", YColumn = "y", MarkLabel = "front", Points = [new ScatterPoint("1", 1, 1e6, true, "a 1"), new ScatterPoint("2", 1e5, 1e5, false, "")],
        },
        new RangeChart
        {
            Name = "ranges", Title = "t", Horizontal = new Axis("option"), Vertical = new Axis("measures"), CategoryColumn = "option", Categories = ["0", "1"], Panels = [new RangePanel("m", Memory, [1, 2], [2, 3], [3, 4]), new RangePanel("n", new Axis("calls"), [1, 1], [1, 1], [1, 1])],
        },
        new CellChart
        {
            Name = "cells", Title = "t", Horizontal = new Axis("a"), Vertical = new Axis("b"), RowColumn = "b", Columns = ["0", "1"], Rows = ["x"], Cells = new double[,] { { 1, double.NaN } }, Value = Memory,
        },
    ];

    private static IEnumerable<TestCaseData> Cases => Charts.Select(chart => new TestCaseData(chart).SetArgDisplayNames(chart.Name));

    [TestCaseSource(nameof(Cases))]
    public void EveryKind_IsDrawn_TheSameBytesEachTime_AsDotsAndAsLines(Chart chart)
    {
        using TemporaryDirectory directory = new();
        foreach ((ChartFormat format, string file) in ((ChartFormat, string)[])[(ChartFormat.Png, chart.Name + ".png"), (ChartFormat.Svg, chart.Name + ".svg")])
        {
            foreach ((int width, int height) in ((int, int)[])[(1200, 700), (600, 350)])
            {
                ScottPlotRenderer renderer = new(format, width, height);
                byte[][] pictures = [.. Enumerable.Range(0, 2).Select(_ =>
                {
                    renderer.Render(chart, directory.Path);
                    return File.ReadAllBytes(directory[file]);
                })];
                Assert.That(pictures[0], Has.Length.GreaterThan(1000));
                Assert.That(pictures[1], Is.EqualTo(pictures[0]), file);
            }
        }
    }

    [Test]
    public void AChartWithOneBar_IsASentence()
    {
        using TemporaryDirectory directory = new();
        new ScottPlotRenderer().Render(new StackedBarChart { Name = "one", Title = "Where time went: t", Horizontal = new Axis("thread"), Vertical = Time, CategoryColumn = "thread", Categories = ["0"], Parts = [new LineSeries("a", "running", [2e9]), new LineSeries("b", "waiting", [0])], NoteColumn = "n", Notes = [""] }, directory.Path);
        Assert.That(directory.Files(), Is.EqualTo(new[] { "one.csv", "one.txt" }));
        Assert.That(File.ReadAllText(directory["one.txt"]), Is.EqualTo("Where time went: t. There is one, thread 0: running 2.00 s.\n"));
    }

    [TestCase(-5, "expected WIDTHxHEIGHT")]
    [TestCase(100, "from 300x200")]
    public void ASizeThatCannotBeDrawn_IsRefused(int width, string words)
        => Assert.That(CommandRun.Of("replay", "no-such-trace", "--out", "out", "--chart-size", $"{width}x300"), Has.Property("ExitCode").EqualTo(1).And.Property("Error").Contains(words));

    [Test]
    public void BesideAPicture_LieItsNumbers()
    {
        using TemporaryDirectory directory = new();
        new ScottPlotRenderer().Render(Lines, directory.Path);
        Assert.That(directory.Files(), Is.EqualTo(new[] { "lines.csv", "lines.png" }));
        Assert.That(File.ReadAllText(directory["lines.csv"]), Is.EqualTo("time_ns,requested_bytes,said_bytes,limit_bytes\n0,0,1,5\n2000000000,1048576,2,6\n5000000000,3145728,3,7\n"));
    }

    [Test]
    public void AnUnknownKindOfPicture_IsRefused()
    {
        CommandRun run = CommandRun.Of("replay", "no-such-trace", "--out", "out", "--charts", "gif");
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain("--charts gif: expected png or svg"));
    }

    [TestCase(1, "bytes")]
    [TestCase(2047, "bytes")]
    [TestCase(2048, "KiB")]
    [TestCase(5e9, "GiB")]
    public void AnAxis_UsesTheLargestUnitThatFits(double max, string unit) => Assert.That(Axis.Bytes("x", max).Unit, Is.EqualTo(unit));
}
