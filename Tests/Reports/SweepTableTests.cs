using AllocSim.Reports.Charts;
using AllocSim.Reports.Sweeps;
using AllocSim.Tests.Cli;
using AllocSim.Tests.House;
using AllocSim.Workloads.Generators;

namespace AllocSim.Tests.Reports;

[TestFixture]
internal sealed class SweepTableTests
{
    [Test]
    public void TheParetoFront_HoldsExactlyThePointsThatNoneBeats([Range(1, 20)] int seed)
    {
        Xoshiro random = new((ulong)seed);
        SweepOutcome[] points = [.. Enumerable.Range(0, 40).Select(number => Point(number, random.Below(12), random.Below(12)))];
        (SweepMeasure memory, SweepMeasure cost) = (SweepMeasure.Memory[0], SweepMeasure.Costs[0]);
        int[] best = [.. points
            .Where(p => !points.Any(q => q[memory] <= p[memory] && q[cost] <= p[cost] && (q[memory] < p[memory] || q[cost] < p[cost])))
            .OrderBy(p => p[memory]).ThenBy(p => p.Number).Select(p => p.Number)];
        Assert.That(ParetoFront.Of(points, memory, cost).Select(point => point.Number), Is.EqualTo(best));
    }

    [Test]
    public void AMapOfTwoAxes_ShowsTheMedian_AndAnOptionsChartItsRange()
    {
        string[] columns = ["point", "a", "b", "c", "trace", .. SweepMeasure.All.Select(measure => measure.Column)];
        string[][] rows = [.. Enumerable.Range(0, 12).Select(i => (string[])[$"{i}", $"{10 - (i / 6)}", $"{i / 3 % 2}", $"{i % 3}", "t", $"{100 + (i * i)}", "7", "1", "", "", $"{i}", "1", "1", "1"])];
        IReadOnlyList<Chart> charts = SweepCharts.All(SweepTable.From(columns, rows));
        Assert.That(charts.Select(chart => chart.Name), Is.EqualTo((string[])["pareto-mean_resident_bytes-madvise_calls", "by-a", "by-b", "by-c", "map-a-b", "map-a-c", "map-b-c"]));
        RangeChart byA = (RangeChart)charts[1];
        Assert.That(byA.Categories, Is.EqualTo((string[])["9", "10"]));
        Assert.That(byA.Panels[0].Least, Is.EqualTo((double[])[136, 100]));
        Assert.That(byA.Panels[0].Middle, Is.EqualTo((double[])[100 + ((64 + 81) / 2.0), 100 + ((4 + 9) / 2.0)]));
        Assert.That(byA.Panels[0].Greatest, Is.EqualTo((double[])[221, 125]));
        CellChart map = (CellChart)charts[4];
        Assert.That(map.Cells[0, 1], Is.EqualTo(101), "a 10, b 0: the middle of 100, 101 and 104");
    }

    [Test]
    public void TheChartsOfASweep_AreTheSameBytesEachTime()
    {
        using TemporaryDirectory directory = new();
        foreach (string name in (string[])["a", "b"])
        {
            CommandRun run = CommandRun.Of("sweep", Path.Combine(Repository.Root, "traces", "tiny.txt.gz"), "--vary", "dirty_decay_ms=0,10000", "--vary", "lg_ngroup=1,3", "--out", directory[name]);
            Assert.That(run.ExitCode, Is.Zero, run.Error);
        }

        string[] files = [.. directory.Files().Where(file => file.StartsWith("a/", StringComparison.Ordinal)).Select(file => file[2..])];
        Assert.That(files, Has.Some.EndsWith(".png"));
        Assert.That(files.Where(file => !File.ReadAllBytes(directory["a", file]).AsSpan().SequenceEqual(File.ReadAllBytes(directory["b", file]))), Is.Empty);
    }

    private static SweepOutcome Point(int number, double memory, double cost) => new(number, [], [memory, 0, cost, 0, 0, 0, 0, 0]);
}
