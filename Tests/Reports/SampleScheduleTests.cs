using AllocSim.Reports.Measures.Samples;
using AllocSim.Reports.Runs;
using AllocSim.Reports.Tables;
using AllocSim.Tests.Cli;

namespace AllocSim.Tests.Reports;

/// <summary>Which states of a run have a row in timeline.csv.</summary>
[TestFixture]
internal sealed class SampleScheduleTests
{
    private const long Second = 1_000_000_000;

    [TestCase(1)]
    [TestCase(1023)]
    [TestCase(1024)]
    [TestCase(100_000)]
    public void AnAdaptiveSchedule_KeepsEvenlySpacedSamples_OfOperationsThatAreEvenlySpaced(int operations)
    {
        List<(long Operation, long TimeNs)> kept = Kept([.. Enumerable.Range(0, operations).Select(i => (long)i)]);
        Assert.That(kept, Has.Count.InRange(Math.Min(operations, 512), 1024));
        Assert.That(kept.Skip(1).Zip(kept.Skip(2), (a, b) => b.Operation - a.Operation).Distinct().Count(), Is.LessThanOrEqualTo(1));
        Assert.That(kept[0], Is.EqualTo((0L, 0L)));
    }

    [Test]
    public void AnAdaptiveSchedule_KeepsBothSidesOfAGap()
    {
        // 100,000 operations in 0.1 s, ten seconds of nothing, and as many again.
        long[] times = [.. Enumerable.Range(0, 100_000).Select(i => i * 1000L), .. Enumerable.Range(0, 100_000).Select(i => (10 * Second) + (i * 1000L))];
        List<(long Operation, long TimeNs)> kept = Kept(times);
        Assert.That(kept, Has.Count.InRange(256, 1024));
        Assert.That(kept, Does.Contain((100_000L, 99_999_000L)), "what holds in the gap, since the gap began");
        Assert.That(kept, Does.Contain((100_001L, 10 * Second)), "what holds behind it");
        Assert.That(kept.Count(row => row.Operation <= 100_000), Is.GreaterThan(100), "the busy time before it is not forgotten");
    }

    [Test]
    public void AnAdaptiveSchedule_IsBounded_WhateverTheTimes()
    {
        foreach (int power in (int[])[1, 2, 4])
        {
            List<(long Operation, long TimeNs)> kept = Kept([.. Enumerable.Range(0, 50_000).Select(i => (long)Math.Pow(i, power))]);
            Assert.That(kept, Has.Count.InRange(256, 1024), $"times grow with power {power}");
        }

        Assert.That(Kept([.. Enumerable.Repeat(7L, 50_000)]), Has.Count.InRange(256, 1024), "a trace without time");
    }

    [Test]
    public void AnInterval_HasARowAtEachMultiple_AlsoWhereNothingHappens()
    {
        RunTables run = Replay("10ns", "5 0 malloc 1 100", "47 0 free 1", "50 0 malloc 2 300");
        Assert.That(
            run.Timeline.Select(row => (row.TimeNs, row.Operation, row.RequestedBytes)),
            Is.EqualTo(new (long, long, ulong)[] { (5, 0, 0), (10, 1, 100), (20, 1, 100), (30, 1, 100), (40, 1, 100), (50, 2, 0), (50, 3, 300) }));
    }

    [Test]
    public void AnInterval_HasAtMostAThousandRowsInAGap()
        => Assert.That(Replay("10ns", "0 0 malloc 1 100", "9000000000 0 free 1").Timeline, Has.Count.InRange(900, 1010));

    [Test]
    public void ARow_HoldsSinceItsTime()
    {
        RunTables run = Replay(null, "0 0 malloc 1 1000", "9000000000 0 free 1", "9000000001 0 malloc 2 10");
        Assert.That(
            run.Timeline.Select(row => (row.TimeNs, row.Operation, row.RequestedBytes)),
            Is.EqualTo(new (long, long, ulong)[] { (0, 0, 0), (0, 1, 1000), (9 * Second, 2, 0), (9 * Second + 1, 3, 10) }));
    }

    [Test]
    public void DecayByBackgroundThreads_IsShownWhenItHappens()
    {
        // 5000 operations, so that samples are thinned; then a minute in which only background threads do something.
        RunTables run = ReplayWith("background_thread:true,dirty_decay_ms:1000,tcache:false,narenas:1", null, [.. Freed(), $"{60 * Second} 0 malloc 9000 1"]);
        TimelineSample freed = run.Timeline.Last(row => row.TimeNs <= 5000);
        TimelineSample purged = run.Timeline.First(row => row.TimeNs > 5000 && row.Own[0] == 0);
        Assert.That(freed.Own[0], Is.GreaterThan(9000));
        Assert.That(purged.TimeNs, Is.InRange(Second / 2, 3 * Second));
        Assert.That(run.Timeline.Count(row => row.TimeNs is > 5000 and < 3 * Second), Is.GreaterThan(2), "on the way");
    }

    [Test]
    public void CallsOfBackgroundThreads_CarryTheNumberOfTheOperationBefore()
    {
        using TemporaryDirectory directory = new();
        string trace = directory.Write("t.txt", string.Join('\n', [.. Freed(), $"{60 * Second} 0 malloc 9000 1"]) + "\n");
        Assert.That(CommandRun.Of("replay", trace, "--conf", "background_thread:true,dirty_decay_ms:1000,tcache:false,narenas:1", "--syscalls", directory["s"]).ExitCode, Is.Zero);
        string[] purges = [.. File.ReadLines(directory["s"]).Where(line => line.Contains("madvise", StringComparison.Ordinal) && long.Parse(line.Split(' ')[0]) > 2500)];
        Assert.That(purges, Has.Length.GreaterThan(1));
        Assert.That(purges.Select(line => line.Split(' ')[0]), Is.All.EqualTo("4999"));
    }

    [Test]
    public void WhatDecayAllows_ShrinksInAGap()
    {
        // The second look at decay, after 0.9 s, knows the pages that were freed before; then nobody looks for 10 s.
        string[] ticks = [.. Enumerable.Range(0, 3000).SelectMany(i => new[] { $"{900_000_000 + i} 0 malloc {20_000 + i} 65536", $"{900_000_000 + i} 0 free {20_000 + i}" })];
        RunTables run = ReplayWith("dirty_decay_ms:5000,tcache:false,narenas:1", null, [.. Freed(), .. ticks, $"{11 * Second} 0 malloc 9000 1"]);
        OwnRow[] decay = [.. OwnRow.Of(run, "decay").Where(row => row["arena"] == -1)];
        OwnRow[] gap = [.. decay.Where(row => row["time_ns"] is > 900_003_100 and < 11 * Second)];
        Assert.That(gap.Select(row => row["dirty_pages"]), Is.All.GreaterThan(5000), "nobody looks");
        Assert.That(gap.Select(row => row["dirty_limit_pages"]).Distinct().Count(), Is.GreaterThan(10));
        Assert.That(gap.Select(row => row["dirty_limit_pages"]), Is.Ordered.Descending);
        Assert.That(decay, Has.Length.EqualTo(run.Timeline.Count));
    }

    /// <summary>40 MB, allocated and freed within 5 microseconds.</summary>
    private static IEnumerable<string> Freed()
        => Enumerable.Range(0, 2500).Select(i => $"{i} 0 malloc {i} 16384").Concat(Enumerable.Range(0, 2500).Select(i => $"{2500 + i} 0 free {i}"));

    /// <summary>The rows for a serial run with operations at these times.</summary>
    private static List<(long Operation, long TimeNs)> Kept(long[] times)
    {
        SampleSchedule schedule = new(SampleRule.Adaptive);
        List<(long Operation, long TimeNs)> kept = [];
        for (int i = 0; i < times.Length; i++)
        {
            long since = times[Math.Max(i - 1, 0)];
            if (schedule.IsDue(i, since, times[i]))
            {
                kept.AddRange(schedule.Take(i, since, times[i]).ToArray().Select(instant => ((long)i, instant)));
                schedule.Thin(kept, row => row);
            }
        }

        return kept;
    }

    private static RunTables Replay(string? interval, params string[] lines) => ReplayWith("", interval, lines);

    private static RunTables ReplayWith(string conf, string? interval, string[] lines)
    {
        using TemporaryDirectory directory = new();
        string trace = directory.Write("t.txt", string.Join('\n', lines) + "\n");
        CommandRun run = CommandRun.Of(["replay", trace, "--conf", conf, "--out", directory["run"], "--no-charts", .. interval is null ? (string[])[] : ["--sample-every", interval]]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        return RunTables.Read(directory["run"]);
    }
}
