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
}
