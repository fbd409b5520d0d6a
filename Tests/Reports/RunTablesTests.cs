using AllocSim.Cli.Policies;
using AllocSim.Reports.Charts;
using AllocSim.Reports.Charts.OfRuns;
using AllocSim.Reports.Runs;
using AllocSim.Reports.Stored;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Allocation.Tables;
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
            ulong rest = sample.AllocatedBytes!.Value - sample.RequestedBytes - sample.SlopBytes - sample.CachedBytes;
            Assert.That(rest % CacheBytes, Is.Zero, $"before operation {sample.Operation}");
            Assert.That(rest, Is.InRange(CacheBytes, 8 * CacheBytes), $"before operation {sample.Operation}");
        }
    }

    [TestCaseSource(nameof(Traces))]
    public void Slabs_AddUpToBins_AndToExtents(string trace)
    {
        RunTables run = _runs[trace];
        OwnRow[] slabs = OwnRow.Of(run, "slabs");
        foreach (string moment in (string[])["peak", "end"])
        {
            Assert.That(
                slabs.Where(row => row.Text("moment") == moment).GroupBy(row => row["size_index"]).Select(rows => (rows.Key, rows.Sum(row => row["slabs"]), rows.Sum(row => row["slabs"] * row["regions"]))),
                Is.EqualTo(OwnRow.Of(run, "bins").Where(row => row.Text("moment") == moment && row["slabs"] > 0).Select(row => (row["size_index"], row["slabs"], row["regions"]))));
        }

        Assert.That(
            slabs.Where(row => row.Text("moment") == "end").SelectMany(row => Enumerable.Repeat((row["size_index"], row["regions"]), (int)row["slabs"])),
            Is.EqualTo(OwnRow.Of(run, "extents").Where(row => row.Text("use") == "slab").Select(row => (row["size_index"], row["regions"] - row["free_regions"])).Order()));
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

        ulong Cached(string moment) => (ulong)OwnRow.Of(run, "tcaches").Where(row => row.Text("moment") == moment).Sum(row => row["cached_bytes"]);
    }

    [TestCaseSource(nameof(Traces))]
    public void Decay_AgreesWithTheTimeline_AndWithItsArenas(string trace)
    {
        RunTables run = _runs[trace];
        OwnRow[] decay = OwnRow.Of(run, "decay");
        OwnRow[] all = [.. decay.Where(row => row["arena"] == -1)];
        TableData timeline = run.TimelineTable();
        Assert.That(
            all.Select(row => (row["operation"], row["time_ns"], row["dirty_pages"], row["muzzy_pages"], row["dirty_purged_pages"] + row["muzzy_purged_pages"], row["mmap_calls"])),
            Is.EqualTo(timeline.Rows.Select(cells => new OwnRow(timeline, cells)).Select(row => (row["operation"], row["time_ns"], row["dirty_pages"], row["muzzy_pages"], row["purged_pages"], row["mmap_calls"]))));
        Assert.That(
            decay.Where(row => row["arena"] >= 0).GroupBy(row => row["operation"]).Select(rows => (rows.Key, rows.Sum(row => row["dirty_pages"]), rows.Sum(row => row["dirty_limit_pages"]))),
            Is.EqualTo(all.Select(row => (row["operation"], row["dirty_pages"], row["dirty_limit_pages"]))));
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

            Assert.That(Charts(trace).Select(chart => chart.Name), Is.Unique.And.SupersetOf(new[] { "memory", "fragmentation", "page_set", "page_share", "decay", "bins", "slabs", "extents", "mutexes", "addresses" }));
        }

        Assert.That(() => RunTables.Read(copy["no-run"]), Throws.InstanceOf<FileNotFoundException>().With.Message.Contains("summary.csv"));
    }

    [Test]
    public void EveryChart_NamesTheUnitOfItsAxes_AndEachSeriesHasAValueForEachX()
    {
        foreach (Chart chart in Traces.SelectMany(Charts))
        {
            Assert.That(chart.Vertical.Text, Does.Match(@"\((bytes|KiB|MiB|%)\)|pages|calls|extents|mutex|addresses|mappings"), chart.Name);
            if (chart is LineChart lines)
            {
                Assert.That(chart.Horizontal.Text, Does.Match(@"time \((ns|us|ms|s)\)"), chart.Name);
                Assert.That(lines.Series.Select(series => series.Values.Count), Is.All.EqualTo(lines.X.Count), chart.Name);
            }
        }
    }

    private IReadOnlyList<Chart> Charts(string trace)
    {
        List<string> errors = [];
        StoredRun? run = StoredRunReader.TryRead(_directory[trace], errors, PolicyRegistry.Standard.Find);
        Assert.That(errors, Is.Empty);
        return RunCharts.All(run!.Result);
    }
}
