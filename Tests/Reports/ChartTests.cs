using System.Text.RegularExpressions;
using AllocSim.Reports.Charts;
using AllocSim.Tests.Cli;

namespace AllocSim.Tests.Reports;

[TestFixture]
internal sealed class ChartTests
{
    private static LineChart Chart => new()
    {
        Name = "memory",
        Title = "A \"quoted\" title",
        Horizontal = Axis.Nanoseconds("time", 5e9),
        Vertical = Axis.Bytes("memory", 3 << 20),
        XColumn = "time_ns",
        X = [0, 2e9, 5e9],
        Series = [new LineSeries("requested_bytes", "requested", [0, 1 << 20, 3 << 20])],
    };

    [Test]
    public void AMissingProgram_IsToldInOneLine_AndScriptAndDataAreWritten()
    {
        using TemporaryDirectory directory = new();
        GnuplotRenderer renderer = new("no-such-gnuplot");
        renderer.Render(Chart, directory.Path);
        Assert.That(renderer.Missing, Does.Contain("gnuplot-nox").And.Not.Contain("\n"));
        Assert.That(directory.Files(), Is.EqualTo(new[] { "memory.csv", "memory.gp" }));
        Assert.That(File.ReadAllText(directory["memory.csv"]), Is.EqualTo("time_ns,requested_bytes\n0,0\n2000000000,1048576\n5000000000,3145728\n"));
    }

    [Test]
    public void ThePicture_IsDrawn_TheSameEachTime()
    {
        GnuplotRenderer renderer = new();
        Assume.That(renderer.Missing, Is.Null);
        using TemporaryDirectory directory = new();
        byte[][] pictures = [.. Enumerable.Range(0, 2).Select(_ =>
        {
            renderer.Render(Chart, directory.Path);
            return File.ReadAllBytes(directory["memory.png"]);
        })];
        Assert.That(pictures[0].AsSpan(1, 3).ToArray(), Is.EqualTo("PNG"u8.ToArray()));
        Assert.That(pictures[1], Is.EqualTo(pictures[0]));
    }

    [TestCase(1, "bytes")]
    [TestCase(2047, "bytes")]
    [TestCase(2048, "KiB")]
    [TestCase(5e9, "GiB")]
    public void AnAxis_UsesTheLargestUnitThatFits(double max, string unit) => Assert.That(Axis.Bytes("x", max).Unit, Is.EqualTo(unit));

    [Test]
    public void ADashedLine_IsDrawnThrough_WithItsCornersKept()
    {
        using TemporaryDirectory directory = new();
        LineChart chart = new()
        {
            Name = "dashes",
            Title = "t",
            Horizontal = new Axis("time"),
            Vertical = new Axis("memory"),
            XColumn = "time_ns",
            X = [0, 1, 1000],
            Series = [new LineSeries("held", "held", [5, 6, 9]), new LineSeries("said", "said", [1, 2, 3], IsDashed: true)],
        };
        new GnuplotRenderer("no-such-gnuplot").Render(chart, directory.Path);
        Assert.That(File.ReadAllText(directory["dashes.csv"]), Is.EqualTo("time_ns,held,said\n0,5,1\n1,6,2\n1000,9,3\n"));
        Assert.That(File.ReadAllText(directory["dashes.dashed.csv"]), Is.EqualTo("time_ns,said\n0,1\n1,2\n1000,2\n1000,3\n"), "far behind the row before a step has a corner, near to it nobody sees one");
        string script = File.ReadAllText(directory["dashes.gp"]);
        Assert.That(script, Does.Match("dashes.dashed.csv\" .*\\$2/1\\) with lines .* dt \\(12,7\\) title \"said\""));
        Assert.That(script, Does.Match("moved\\(\\$0,\\$1,\\$2\\)/1\\) with steps .* title \"held\""));
    }

    [Test]
    public void ALineBelowAnother_IsWider()
    {
        using TemporaryDirectory directory = new();
        LineChart chart = new()
        {
            Name = "below",
            Title = "t",
            Horizontal = new Axis("time"),
            Vertical = new Axis("memory"),
            XColumn = "time_ns",
            X = [0, 1, 2],
            Series = [new LineSeries("a", "a", [5, 6, 9]), new LineSeries("b", "b", [5, 6, 9]), new LineSeries("c", "c", [1, 2, 3])],
        };
        new GnuplotRenderer("no-such-gnuplot").Render(chart, directory.Path);
        string script = File.ReadAllText(directory["below.gp"]);
        Assert.That(Regex.Matches(script, "with steps lw ([0-9]+)").Select(match => match.Groups[1].Value), Is.EqualTo(new[] { "4", "2", "2" }));
    }
}
