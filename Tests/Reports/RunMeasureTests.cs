using AllocSim.Reports.Contention;
using AllocSim.Reports.Runs;
using AllocSim.Reports.Tables;
using AllocSim.Tests.Cli;

namespace AllocSim.Tests.Reports;

/// <summary>Measures of small programs, counted by hand.</summary>
[TestFixture]
internal sealed class RunMeasureTests
{
    [Test]
    public void Pins_AreTheSurvivorsOfSparseSlabs_WithThreadAndAge()
    {
        // Two slabs of 64 objects of 64 bytes; then all but one of each go. The second slab is filled by the same thread.
        IEnumerable<string> lines = Enumerable.Range(0, 128).Select(i => $"{i * 10} 0 malloc {i} {(i % 2 == 0 ? 64 : 50)}")
            .Concat(Enumerable.Range(0, 128).Where(i => i is not 5 and not 100).Select(i => $"2000 0 free {i}"));
        RunTables run = Replay("narenas:1,tcache:false", [.. lines, "5000 1 malloc 200 5000"]);
        PinRow pin = run.Pins.Single(row => row.Moment == "end" && row.SizeBytes == 64);
        Assert.That((pin.Thread, pin.Slabs, pin.Objects, pin.RequestedBytes, pin.PinnedBytes), Is.EqualTo((0, 2L, 2L, 50UL + 64, 2.0 * (4096 - 64))));
        Assert.That((pin.AgeMinNs, pin.AgeMaxNs, pin.OldestOperation), Is.EqualTo((4000L, 4950L, 5L)));
        Assert.That(run.Pins.Where(row => row.Moment == "peak" && row.SizeBytes == 64), Is.Empty);
        Assert.That(OwnRow.Of(run, "slabs").Where(row => row.Text("moment") == "end" && row["size_bytes"] == 64).Select(row => (row["regions"], row["slabs"])), Is.EqualTo(new[] { (1L, 2L) }));
    }

    [Test]
    public void Rounding_CountsSloppyObjects()
    {
        RunTables run = Replay("", ["0 0 malloc 1 48", "10 0 malloc 2 40", "20 0 malloc 3 33", "30 0 free 2", "40 0 malloc 4 20000"]);
        SlopRow all = run.Slop.Single(row => row.Moment == "all" && row.SizeBytes == 48);
        Assert.That((all.Objects, all.SloppyObjects, all.RequestedBytes, all.SlopBytes), Is.EqualTo((3L, 2L, 121UL, 23UL)));
        Assert.That(run.Slop.Where(row => row.Moment == "end").Select(row => (row.SizeBytes, row.Objects, row.SlopBytes)), Is.EqualTo(new[] { (48UL, 2L, 15UL), (20480UL, 1L, 480UL) }));
    }

    [Test]
    public void Mutexes_OfASerialRun_CountAcquisitionsAndChangesOfOwner()
    {
        // The first object of a size takes the bin's lock a second time, for the new slab.
        RunTables run = Replay("narenas:1,tcache:false", ["0 0 malloc 1 100", "10 0 malloc 2 100", "20 1 malloc 3 100", "30 0 malloc 4 100"]);
        MutexRow bin = run.Mutexes.Single(row => row.Mutex == "stats.arenas.0.bins.7.mutex");
        Assert.That((bin.NumOps, bin.NumOwnerSwitch, bin.NumWait, bin.TotalWaitTime), Is.EqualTo((5UL, 3UL, 0UL, 0UL)));
    }

    [Test]
    public void Tcaches_HoldWhatAThreadHasFreed()
    {
        RunTables run = Replay("narenas:1", ["0 0 malloc 1 5000", "10 1 malloc 2 30000", "20 1 free 2"]);
        Assert.That(
            OwnRow.Of(run, "tcaches").Where(row => row.Text("moment") == "end" && row["size_bytes"] == 32768).Select(row => (row["thread"], row["explicit_cache"], row["arena"], row["objects"], row["cached_bytes"])),
            Is.EqualTo(new[] { (1L, -1L, 0L, 1L, 32768L) }));
    }

    [Test]
    public void JohnstoneAndWilson_AreRatiosOfResidentToRequested()
    {
        // 4 MiB, 1 MiB, 8 MiB live; nothing is given back, so the most resident memory comes with 8 MiB and stays.
        RunTables run = Replay("dirty_decay_ms:-1", ["0 0 malloc 1 4194304", "100 0 free 1", "100 0 malloc 2 1048576", "200 0 malloc 3 7340032", "300 0 free 3", "1000 0 free 2"]);
        SummaryRow s = run.Summary;
        double live = 8 << 20;
        Assert.That(s.JohnstoneWilson2Ratio, Is.EqualTo((s.ResidentAtPeakBytes / live) - 1));
        Assert.That(s.JohnstoneWilson4Ratio, Is.EqualTo(s.PeakOverheadRatio));
        Assert.That(s.JohnstoneWilson3Ratio, Is.EqualTo(s.JohnstoneWilson2Ratio), "resident does not grow after the peak");
        Assert.That(s.PeakResidentBytes, Is.EqualTo(s.ResidentAtPeakBytes).And.GreaterThan(8UL << 20));

        // #1: 100 ns at 4 MiB, 100 ns at 1 MiB, 100 ns at 8 MiB, 700 ns at 1 MiB; the last operation ends the time.
        double[] resident = [.. new long[] { 1, 3, 4, 5 }.Select(operation => (double)run.Timeline.Single(row => row.Operation == operation).TrueResidentBytes)];
        double expected = ((100 * resident[0] / (4 << 20)) + (100 * resident[1] / (1 << 20)) + (100 * resident[2] / (8 << 20)) + (700 * resident[3] / (1 << 20))) / 1000;
        Assert.That(s.JohnstoneWilson1Ratio, Is.EqualTo(expected - 1).Within(1e-12));
    }

    [Test]
    public void Averages_BeginWithTheFirstOperation_ThoughAThreadOfTheAllocatorWakesBefore()
    {
        string[] lines = ["60000000000 0 malloc 1 100", "60000001000 0 malloc 2 5000", "60000003000 0 free 1", "60000004000 0 free 2"];
        SummaryRow s = Replay("narenas:1,tcache:false,background_thread:true", lines).Summary;
        Assert.That((s.DurationNs, s.MeanRequestedBytes), Is.EqualTo((4000L, 3825.0)));
    }

    [Test]
    public void MeansAndFragmentation_AreWhatTheirDefinitionsSay()
    {
        // 1000 ns with 100 bytes, 2000 ns with 5100, 1000 ns with 5000. 100 bytes take 112, in a slab of 7 pages; 5000 take 5120, in one of 5 pages, and lie on 2 of them.
        SummaryRow s = Replay("narenas:1,tcache:false", ["0 0 malloc 1 100", "1000 0 malloc 2 5000", "3000 0 free 1", "4000 0 free 2"]).Summary;
        Assert.Multiple(() =>
        {
            Assert.That(s.PeakRequestedBytes, Is.EqualTo(5100));
            Assert.That(s.MeanRequestedBytes, Is.EqualTo(3825), "(100 + 2 * 5100 + 5000) / 4");
            Assert.That(s.PeakLivePageBytes, Is.EqualTo(3 * 4096));
            Assert.That(s.MeanLivePageBytes, Is.EqualTo(9216), "(1 + 2 * 3 + 2) pages / 4");
            Assert.That(s.MeanAllocatedBytes, Is.EqualTo((112 + (2 * 5232) + 5120) / 4.0));
            Assert.That(s.MeanActiveBytes, Is.EqualTo((7 + (2 * 12) + 5) * 4096 / 4.0));
            Assert.That(s.InternalFragmentationRatio, Is.EqualTo(1 - (5100 / 5232.0)));
            Assert.That(s.MeanInternalFragmentationRatio, Is.EqualTo(((12 / 112.0) + (2 * 132 / 5232.0) + (120 / 5120.0)) / 4).Within(1e-12));
            Assert.That(s.ExternalFragmentationRatio, Is.EqualTo(1 - (5232 / 49152.0)));
            Assert.That(s.MeanExternalFragmentationRatio, Is.EqualTo(1 - (((112 / 28672.0) + (2 * 5232 / 49152.0) + (5120 / 20480.0)) / 4)).Within(1e-12));
            Assert.That(s.LivePageRatio, Is.EqualTo(3 / 12.0));
            Assert.That(s.MeanLivePageRatio, Is.EqualTo(((1 / 7.0) + (2 * 3 / 12.0) + (2 / 5.0)) / 4).Within(1e-12));
        });
    }

    [Test]
    public void MergesBlockedByState_AndReuse_AreCounted()
    {
        // One large object after the other; the first dies and is taken again: one extent reused.
        RunTables run = Replay("dirty_decay_ms:-1,tcache:false", ["0 0 malloc 1 40960", "10 0 malloc 2 40960", "20 0 free 1", "30 0 malloc 3 40960"]);
        Assert.That(Gauge(run, ^1, "reused_extents") - Gauge(run, 2, "reused_extents"), Is.EqualTo(1));
        Assert.That(Figure(run, "extent_reuse_ratio"), Is.EqualTo(Gauge(run, ^1, "reused_extents") / (double)Gauge(run, ^1, "extents")));

        // The newest object ends where retained space begins: freed, it is dirty and cannot be merged with that.
        run = Replay("dirty_decay_ms:-1,tcache:false", ["0 0 malloc 1 40960", "10 0 free 1"]);
        Assert.That(Figure(run, "blocked_merges"), Is.GreaterThan(0));
    }

    private static long Gauge(RunTables run, Index sample, string name) => new OwnRow(run.TimelineTable(), run.TimelineTable().Rows[sample.GetOffset(run.Timeline.Count)])[name];

    private static double Figure(RunTables run, string name) => run.Summary.Own.Single(own => own.Name == name).Value.Number;

    private static RunTables Replay(string conf, IEnumerable<string> lines)
    {
        using TemporaryDirectory directory = new();
        string trace = directory.Write("t.txt", string.Join('\n', lines) + "\n");
        CommandRun run = CommandRun.Of("replay", trace, "--conf", conf, "--out", directory["run"], "--no-charts");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        return RunTables.Read(directory["run"]);
    }
}
