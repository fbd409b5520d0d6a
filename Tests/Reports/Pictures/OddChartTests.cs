using AllocSim.Reports.Charts;
using AllocSim.Reports.Charts.Drawing;
using AllocSim.Tests.Cli;

namespace AllocSim.Tests.Reports.Pictures;

/// <summary>Every kind of chart with data that nobody hopes for: drawn, or left out with a word.</summary>
[TestFixture]
internal sealed class OddChartTests
{
    private static readonly (string Name, double[] Values)[] OddValues =
    [
        ("nothing", []),
        ("one", [3]),
        ("one-zero", [0]),
        ("zeros", [0, 0, 0]),
        ("terabytes", [1e12, 3e12, 2e12]),
        ("far-apart", [1, 1e18, 1e3]),
        ("never", [-1, 0, 10000]),
        ("no-value", [double.NaN, double.NaN]),
        ("a-gap", [1, double.NaN, 2]),
        ("endless", [1, double.PositiveInfinity, double.NegativeInfinity]),
    ];

    private static readonly string[] OddNames = ["", "two\nlines\r\n\tand\0more", "🦆🧵 emoji", "אבג العربية", new string('W', 300), "words that go on " + new string('x', 40) + " and on, ", "<b>&\"'%s{0}$\\", "\ud800", "-1"];

    // Those that most often go wrong, in every run; all of them in the slow tests.
    private static readonly string[] UsualOdd = ["nothing", "a-gap", "endless"];

    private static IEnumerable<TestCaseData> All
        => OddValues.SelectMany(odd => Kinds(odd.Values, [.. odd.Values.Select((_, i) => $"name {i}")], "a").Select(chart => new TestCaseData(chart).SetArgDisplayNames(chart.Name, odd.Name)))
            .Concat(OddNames.SelectMany((name, i) => Kinds([3, 1, 2], [name, "b", name + "2"], name).Select(chart => new TestCaseData(chart).SetArgDisplayNames(chart.Name, $"name {i}"))));

    private static IEnumerable<TestCaseData> Usual
        => OddValues.Where(odd => UsualOdd.Contains(odd.Name)).SelectMany(odd => Kinds(odd.Values, [.. odd.Values.Select((_, i) => $"name {i}")], "a").Select(chart => new TestCaseData(chart).SetArgDisplayNames(chart.Name, odd.Name)))
            .Concat(Kinds([3, 1, 2], [string.Concat(OddNames), "b", "c"], string.Concat(OddNames)).Select(chart => new TestCaseData(chart).SetArgDisplayNames(chart.Name, "names")));

    [TestCaseSource(nameof(Usual))]
    public void AChartOfOddData_IsDrawn_OrLeftOutWithAWord(Chart chart) => Draw(chart);

    [TestCaseSource(nameof(All)), Category("Slow")]
    public void AChartOfAnyOddData_IsDrawn_OrLeftOutWithAWord(Chart chart) => Draw(chart);

    private static void Draw(Chart chart)
    {
        using TemporaryDirectory directory = new();
        foreach ((ChartFormat format, string ending, int width, int height) in ((ChartFormat, string, int, int)[])[(ChartFormat.Png, "png", 600, 350), (ChartFormat.Svg, "svg", 1200, 700)])
        {
            new ScottPlotRenderer(format, width, height).Render(chart, directory.Path);
            string picture = directory[$"{chart.Name}.{ending}"];
            string words = directory[$"{chart.Name}.txt"];
            Assert.That(File.Exists(picture), Is.Not.EqualTo(File.Exists(words)), "a picture, or a word in its place");
            Assert.That(File.Exists(picture) ? new FileInfo(picture).Length : File.ReadAllText(words).Length, Is.GreaterThan(File.Exists(picture) ? 1000 : 10));
        }

        Assert.That(File.Exists(directory[$"{chart.Name}.csv"]));
    }

    [TestCase("a name", 20, "a name")]
    [TestCase("one\ntwo", 20, "one two")]
    [TestCase("0123456789abcdef", 9, "012345…ef")]
    [TestCase("🦆🦆🦆🦆🦆🦆🦆🦆🦆🦆", 9, "🦆🦆🦆🦆🦆🦆…🦆🦆")]
    public void AName_IsOneLine_AndKeepsBothEnds(string name, int most, string shown) => Assert.That(ShownChart.Name(name, most), Is.EqualTo(shown));

    private static IEnumerable<Chart> Kinds(double[] values, string[] names, string word)
    {
        Axis time = Axis.Nanoseconds(word + " time", 5e9);
        Axis memory = Axis.Bytes(word + " memory", values.DefaultIfEmpty(0).Max());
        double[] places = [.. values.Select((_, i) => i * 1e9)];
        LineChart lines = new() { Name = "lines", Title = word, Horizontal = time, Vertical = memory, XColumn = "time_ns", X = places, Series = [new LineSeries("a", word, values), new LineSeries("b", "b", values, IsDashed: true)] };
        StackedBarChart bars = new() { Name = "bars", Title = word, Horizontal = new Axis(word), Vertical = memory, CategoryColumn = "c", Categories = names, Parts = [new LineSeries("a", word, values), new LineSeries("b", "b", values)], NoteColumn = "note", Notes = names };
        double[,] cells = new double[names.Length, values.Length];
        for (int y = 0; y < names.Length; y++)
        {
            for (int x = 0; x < values.Length; x++)
            {
                cells[y, x] = values[x];
            }
        }

        return
        [
            lines,
            lines with { Name = "layers", IsLayered = true, Mark = (0, word), Top = 2 },
            lines with { Name = "bound", Series = [new LineSeries("a", word, values, IsBound: true)] },
            lines with { Name = "measured", IsMeasured = true, X = [.. values.Select((_, i) => Math.Pow(4, i))] },
            lines with { Name = "no-series", Series = [] },
            bars,
            bars with { Name = "logarithmic", IsLogarithmic = true },
            bars with { Name = "sizes", Horizontal = new Axis(word, "bytes") },
            bars with { Name = "no-parts", Parts = [] },
            new RankedBarChart { Name = "ranks", Title = word, Horizontal = memory, Vertical = new Axis(word), CategoryColumn = "c", Categories = names, Parts = [new LineSeries("a", word, values)] },
            new HeatMapChart { Name = "heat", Title = word, Horizontal = time, Vertical = new Axis(word), Columns = places, Rows = names, RowColumn = "r", Breaks = new HashSet<int> { 1 }, Cells = cells, ColourLabel = word, Owners = names },
            new HeatMapChart { Name = "heat-words", Title = word, Horizontal = time, Vertical = new Axis(word), Columns = places, Rows = names, RowColumn = "r", Breaks = new HashSet<int>(), Cells = cells, ColourLabel = word, Words = (word, word), Greatest = 0 },
            new CellChart { Name = "cells", Title = word, Horizontal = new Axis(word), Vertical = new Axis(word), RowColumn = "r", Columns = [.. values.Select((_, i) => $"{word}{i}")], Rows = names, Cells = cells, Value = memory },
            new ScatterChart { Name = "points", Title = word, Horizontal = memory, Vertical = memory, NameColumn = "n", XColumn = "x", YColumn = "y", MarkLabel = word, Points = [.. values.Select((value, i) => new ScatterPoint(names[i], value, i, i != 1, names[i]))] },
            new RangeChart { Name = "ranges", Title = word, Horizontal = new Axis(word), Vertical = new Axis(word), CategoryColumn = "c", Categories = names, Panels = [new RangePanel("m", memory, values, values, values), new RangePanel("n", memory, values, values, values)] },
        ];
    }
}
