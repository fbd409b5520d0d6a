using AllocSim.Reports.Charts;
using AllocSim.Reports.Measures;
using AllocSim.Reports.Runs;
using AllocSim.Reports.Tables;
using AllocSim.Tests.Cli;
using AllocSim.Tests.House;

namespace AllocSim.Tests.Reports;

/// <summary>The tables of whole runs: they agree with each other, and say what was done.</summary>
[TestFixture]
internal sealed class RunTablesTests
{
    private static readonly string[] Traces = ["tiny", "sqlite", "redis-slice"];

    private readonly Dictionary<string, RunTables> _runs = [];
    private readonly TemporaryDirectory _directory = new();

    [OneTimeSetUp]
    public void Replay()
    {
        foreach (string trace in Traces)
        {
            CommandRun run = CommandRun.Of("replay", Path.Combine(Repository.Root, "traces", trace + ".txt.gz"), "--conf", "dirty_decay_ms:1000,muzzy_decay_ms:1000", "--out", _directory[trace], "--no-charts");
            Assert.That(run.ExitCode, Is.Zero, run.Error);
            _runs[trace] = RunTables.Read(_directory[trace]);
        }
    }

    [OneTimeTearDown]
    public void Remove() => _directory.Dispose();

    [TestCaseSource(nameof(Traces))]
    public void AllocatedBytes_AreWhatWasAskedFor_Rounding_Caches_AndTheCachesOwnMemory(string trace)
    {
        // A thread's cache takes 28 KiB from arena 0.
        const ulong CacheBytes = 28672;
        foreach (TimelineSample sample in _runs[trace].Timeline)
        {
            ulong rest = sample.AllocatedBytes - sample.RequestedBytes - sample.SlopBytes - sample.CachedBytes;
            Assert.That(rest % CacheBytes, Is.Zero, $"before operation {sample.Operation}");
            Assert.That(rest, Is.InRange(CacheBytes, 8 * CacheBytes), $"before operation {sample.Operation}");
        }
    }

    [TestCaseSource(nameof(Traces))]
    public void Slabs_AddUpToBins_AndToExtents(string trace)
    {
        RunTables run = _runs[trace];
        foreach (string moment in (string[])["peak", "end"])
        {
            Assert.That(
                run.Slabs.Where(row => row.Moment == moment).GroupBy(row => row.SizeIndex).Select(rows => (rows.Key, rows.Sum(row => row.Slabs), rows.Sum(row => row.Slabs * row.Regions))),
                Is.EqualTo(run.Bins.Where(row => row.Moment == moment && row.Slabs > 0).Select(row => (row.SizeIndex, row.Slabs, row.Regions))));
        }

        Assert.That(
            run.Slabs.Where(row => row.Moment == "end").SelectMany(row => Enumerable.Repeat((row.SizeIndex, row.Regions), (int)row.Slabs)),
            Is.EqualTo(run.Extents.Where(row => row.Use == "slab").Select(row => (row.SizeIndex, row.Regions - row.FreeRegions)).Order()));
    }

    [TestCaseSource(nameof(Traces))]
    public void Rounding_AddsUpToTheTimeline(string trace)
    {
        RunTables run = _runs[trace];
        TimelineSample peak = run.Timeline.MaxBy(sample => sample.RequestedBytes)!;
        Assert.That(Sum("peak"), Is.EqualTo((peak.LiveObjects, peak.RequestedBytes, peak.SlopBytes)));
        Assert.That(Sum("end"), Is.EqualTo((run.Summary.EndLiveObjects, run.Summary.EndRequestedBytes, run.Timeline[^1].SlopBytes)));
        Assert.That(Cached("peak"), Is.EqualTo(peak.CachedBytes));
        Assert.That(Cached("end"), Is.EqualTo(run.Timeline[^1].CachedBytes));

        (long Objects, ulong Requested, ulong Slop) Sum(string moment)
        {
            SlopRow[] rows = [.. run.Slop.Where(row => row.Moment == moment)];
            return (rows.Sum(row => row.Objects), (ulong)rows.Sum(row => (long)row.RequestedBytes), (ulong)rows.Sum(row => (long)row.SlopBytes));
        }

        ulong Cached(string moment) => (ulong)run.Tcaches.Where(row => row.Moment == moment).Sum(row => (long)row.CachedBytes);
    }

    [TestCaseSource(nameof(Traces))]
    public void Decay_AgreesWithTheTimeline_AndWithItsArenas(string trace)
    {
        RunTables run = _runs[trace];
        DecayRow[] all = [.. run.Decay.Where(row => row.Arena == -1)];
        Assert.That(
            all.Select(row => (row.Operation, row.TimeNs, row.DirtyPages, row.MuzzyPages, row.DirtyPurgedPages + row.MuzzyPurgedPages, row.MmapCalls!.Value)),
            Is.EqualTo(run.Timeline.Select(row => (row.Operation, row.TimeNs, row.DirtyPages, row.MuzzyPages, row.PurgedPages, row.MmapCalls))));
        Assert.That(
            run.Decay.Where(row => row.Arena >= 0).GroupBy(row => row.Operation).Select(rows => (rows.Key, rows.Sum(row => (long)row.DirtyPages), rows.Sum(row => (long)row.DirtyLimitPages!.Value))),
            Is.EqualTo(all.Select(row => (row.Operation, (long)row.DirtyPages, (long)row.DirtyLimitPages!.Value))));
    }

    [Test]
    public void WhatIsReadBack_IsWhatWasWritten_AndDrawsTheSameCharts()
    {
        using TemporaryDirectory copy = new();
        foreach (string trace in Traces)
        {
            Directory.CreateDirectory(copy[trace]);
            RunTables read = RunTables.Read(_directory[trace]);
            read.Write(copy[trace]);
            foreach (string file in Directory.EnumerateFiles(copy[trace]))
            {
                Assert.That(File.ReadAllBytes(file), Is.EqualTo(File.ReadAllBytes(_directory[trace, Path.GetFileName(file)])), file);
            }

            Assert.That(RunCharts.All(read).Select(chart => chart.Name), Is.Unique.And.SupersetOf(new[] { "memory", "fragmentation", "page_set", "page_share", "decay", "bins", "slabs", "extents", "mutexes", "addresses" }));
        }

        Assert.That(() => RunTables.Read(copy["no-run"]), Throws.InstanceOf<FileNotFoundException>().With.Message.Contains("summary.csv"));
    }

    [Test]
    public void EveryChart_NamesTheUnitOfItsAxes_AndEachSeriesHasAValueForEachX()
    {
        foreach (Chart chart in Traces.SelectMany(trace => RunCharts.All(_runs[trace])))
        {
            Assert.That(chart.Vertical.Text, Does.Match(@"\((bytes|KiB|MiB|%)\)|pages|calls|extents|mutex|addresses"), chart.Name);
            if (chart is LineChart lines)
            {
                Assert.That(chart.Horizontal.Text, Does.Match(@"time \((ns|µs|ms|s)\)"), chart.Name);
                Assert.That(lines.Series.Select(series => series.Values.Count), Is.All.EqualTo(lines.X.Count), chart.Name);
            }
        }
    }
}
