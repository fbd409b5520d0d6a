using System.Globalization;
using AllocSim.Reports.Tables;
using AllocSim.Tests.House;

namespace AllocSim.Tests.Cli;

/// <summary><c>allocsim compare</c> as a person types it.</summary>
[TestFixture]
internal sealed class CompareVerbTests
{
    private static readonly string Tiny = Path.Combine(Repository.Root, "traces", "tiny.txt.gz");

    [Test]
    public void WhatASweepVaries_CanBeCompared()
    {
        using TemporaryDirectory directory = new();
        CommandRun run = CommandRun.Of("compare", Tiny, "--vary", "thp=madvise,always", "--vary", "page_size=4KiB,64KiB", "--conf", "narenas:1", "--out", directory["c"], "--no-charts");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        SummaryRow[] rows = Rows(directory["c", "comparison.csv"]);
        Assert.That(rows.Select(row => (row.Conf, row.Varied, row.PageBytes)), Is.EqualTo(new[]
        {
            ("narenas:1", "thp:madvise,page_size:4KiB", 4096), ("narenas:1", "thp:madvise,page_size:64KiB", 65536),
            ("narenas:1", "thp:always,page_size:4KiB", 4096), ("narenas:1", "thp:always,page_size:64KiB", 65536),
        }));
        Assert.That(rows[2].PeakResidentBytes, Is.GreaterThan(rows[0].PeakResidentBytes), "huge pages take more than is asked for");
        Assert.That(run.Output, Does.Contain("run 4  narenas:1 with thp:always,page_size:64KiB"));
    }

    [Test]
    public void OptionsPoliciesAndSizes_AreVariedTogether()
    {
        CommandRun run = CommandRun.Of("compare", Tiny, "--conf", "", "--conf", "tcache:false", "--size-classes", "default", "--size-classes", "lg_ngroup:3", "--vary", "narenas=1,2");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("run 1  narenas:1\n").And.Contain("run 8  tcache:false,narenas:2 with size classes lg_ngroup:3\n"));
    }

    [Test]
    public void WhatCachesDidForEachClass_IsComparedRunByRun()
    {
        using TemporaryDirectory directory = new();
        CommandRun run = CommandRun.Of("compare", Tiny, "--conf", "", "--conf", "tcache:false", "--out", directory["c"], "--no-charts", "--no-page");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        string[][] joined = Fields(directory["c", "tcache_use.csv"]), first = Fields(directory["c", "1-default", "tcache_use.csv"]);
        Assert.That(joined[0], Is.EqualTo(new[] { "run", "trace", "policy", "conf", "size_index", "size_bytes", "requests", "misses", "miss_ratio", "fills", "filled_objects", "flushes", "flushed_objects" }));
        Assert.That(joined.Where(row => row[0] == "1").Select(row => row[4..]), Is.EqualTo(first.Skip(1)), "the rows of the first run");
        Assert.That(joined.Where(row => row[0] == "1").Sum(row => long.Parse(row[9], CultureInfo.InvariantCulture)), Is.Positive, "caches were filled");
        Assert.That(joined.Where(row => row[0] == "2").Select(row => row[3]).Distinct(), Is.EqualTo(new[] { "tcache:false" }));
        Assert.That(joined.Where(row => row[0] == "2").Select(row => (row[9], row[11])).Distinct(), Is.EqualTo(new[] { ("0", "0") }), "without caches nothing is filled or flushed");
    }

    [Test]
    public void WhatCachesDidForEachClass_StandsOnTheTerminal_WhereTwoRunsHaveCaches()
    {
        CommandRun run = CommandRun.Of("compare", Tiny, "--conf", "tcache:true", "--conf", "tcache:false");
        string[] lines = run.Output.Split('\n');
        int heading = Array.FindIndex(lines, line => line.StartsWith("tcache_use: what thread caches did for one size class", StringComparison.Ordinal));
        Assert.That(heading, Is.Positive, run.Output);
        Assert.That(lines[heading + 2].Split(' ', StringSplitOptions.RemoveEmptyEntries), Is.EqualTo(new[] { "size", "misses", "1", "misses", "2", "fills", "1", "fills", "2", "flushes", "1", "flushes", "2" }));
        Assert.That(lines.First(line => line.StartsWith("all ", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries), Is.EqualTo(new[] { "all", "9", "0", "7", "0", "9", "0" }));
        Assert.That(CommandRun.Of("compare", Tiny, "--policies", "jemalloc-5.3,glibc").Output, Does.Not.Contain("tcache_use"));
    }

    [Test]
    public void OneOptionSet_IsHeldAgainstTheDefaults_WhichComeFirstAnyway()
    {
        using TemporaryDirectory directory = new();
        CommandRun one = CommandRun.Of("compare", Tiny, "--conf", "narenas:1", "--out", directory["one"], "--no-charts");
        CommandRun two = CommandRun.Of("compare", Tiny, "--conf", "narenas:1", "--conf", "", "--out", directory["two"], "--no-charts");
        Assert.That((one.ExitCode, two.ExitCode), Is.EqualTo((0, 0)), one.Error + two.Error);
        Assert.That(two.Output, Is.EqualTo(one.Output));
        Assert.That(Rows(directory["one", "comparison.csv"]).Select(row => row.Conf), Is.EqualTo(new[] { "", "narenas:1" }));
        Assert.That(directory.Files(), Has.Member("one/1-default/summary.csv").And.Member("one/2-narenas_1/summary.csv").And.Member("one/report.html"));
    }

    [Test]
    public void EverythingWrong_IsToldAtOnce()
    {
        CommandRun run = CommandRun.Of("compare", Tiny, "--conf", "x:1", "--vary", "thp=sometimes", "--vary", "page_siz=4KiB", "--vary", "narenas", "--policies", "jemaloc-5.3", "--size-classes", "fit:0");
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error.TrimEnd('\n').Split('\n'), Has.Length.EqualTo(7));
        foreach (string part in (string[])["'x'", "thp sometimes: expected madvise, always or never", "page_size can be varied too", "--vary narenas: expected", "jemalloc-5.3?", "fit '0'", "nothing to compare"])
        {
            Assert.That(run.Error, Does.Contain(part));
        }
    }

    [Test]
    public void TooManyRuns_AreForASweep()
        => Assert.That(CommandRun.Of("compare", Tiny, "--vary", "narenas=" + string.Join(',', Enumerable.Range(1, 65))).Error, Does.Contain("use sweep"));

    [Test]
    public void ReallocsInPlaceAndMoved_AreCounted()
    {
        using TemporaryDirectory directory = new();
        string trace = directory.Write("t.txt", "0 0 malloc 1 100\n1 0 realloc 2 1 110\n2 0 realloc 3 2 5000\n3 0 realloc 4 - 10\n4 0 rallocx 5 4 16 0\n5 0 realloc 6 5 100000\n");
        CommandRun run = CommandRun.Of("compare", trace, "--conf", "", "--conf", "tcache:false", "--out", directory["c"], "--no-charts");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(Rows(directory["c", "comparison.csv"]).Select(row => (row.ReallocInPlaceCalls, row.ReallocMovedCalls)), Is.All.EqualTo((2L, 2L)));
    }

    [Test]
    public void AContendedComparison_SaysWhereThreadsWait()
    {
        using TemporaryDirectory directory = new();
        string trace = Path.Combine(Repository.Root, "examples", "lock-contention", "lock-contention.yaml");
        CommandRun run = CommandRun.Of("compare", trace, "--timing", "contended", "--cpus", "8", "--conf", "narenas:8,tcache:false", "--conf", "narenas:1,tcache:false", "--out", directory["c"], "--no-charts");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        SummaryRow[] rows = Rows(directory["c", "comparison.csv"]);
        Assert.That(rows[1].LockWaitNs, Is.GreaterThan(rows[0].LockWaitNs!.Value));
        Assert.That(rows[1].SimulatedNs, Is.Not.EqualTo(rows[1].DurationNs));
        Assert.That(rows[1].HottestMutex, Does.StartWith("stats.arenas.0."));
        Assert.That(rows[1].HottestWaitShare, Is.InRange(0.1, 1));
        Assert.That(rows.Select(row => row.P99LatencyNs), Is.All.GreaterThan(0));
        Assert.That(run.Output, Does.Contain("more simulated time").And.Contain("threads wait for locks").And.Contain("99% of calls take at most").And.Contain("of it for arena 0 "));
    }

    [Test]
    public void ASerialRun_HasNoTimesOfLocks()
    {
        using TemporaryDirectory directory = new();
        CommandRun run = CommandRun.Of("replay", Tiny, "--out", directory["r"], "--no-charts");
        SummaryRow row = Rows(directory["r", "summary.csv"]).Single();
        Assert.That((row.LockWaitNs, row.P99LatencyNs, row.HottestWaitShare, row.HottestMutex), Is.EqualTo(((long?)null, (long?)null, (double?)null, "")), run.Error);
    }

    [Test]
    public void DecayThatNobodyLookedAt_IsToldInWords()
    {
        string trace = Path.Combine(Repository.Root, "examples", "decay-needs-ticks", "decay-needs-ticks.yaml");
        string[] lines = CommandRun.Of("compare", trace, "--conf", "dirty_decay_ms:1000", "--conf", "dirty_decay_ms:1000,background_thread:true", "--conf", "dirty_decay_ms:0").Output.Split('\n');
        string[] remarks = [.. lines.Where(line => line.Contains("nothing was given back", StringComparison.Ordinal))];
        Assert.That(remarks, Has.Length.EqualTo(1));
        Assert.That(remarks[0], Does.StartWith("With dirty_decay_ms:1000 nothing was given back for 62.00 s").And.Contain("dirty_decay_ms is 1.00 s").And.Contain("background_thread:true"));
    }

    [Test]
    public void ARunOfAnEarlierVersion_WithoutSomeColumns_IsRead()
    {
        using TemporaryDirectory directory = new();
        Assert.That(CommandRun.Of("replay", Tiny, "--out", directory["r"], "--no-charts").ExitCode, Is.Zero);
        string[] fresh = ["varied", "realloc_in_place_calls", "realloc_moved_calls", "lock_wait_ns", "p99_latency_ns", "hottest_mutex", "hottest_wait_share"];
        string path = directory["r", "summary.csv"];
        string[][] lines = [.. File.ReadAllLines(path).Select(line => line.Split(','))];
        int[] kept = [.. Enumerable.Range(0, lines[0].Length).Where(i => !fresh.Contains(lines[0][i]))];
        Assert.That(kept, Has.Length.EqualTo(lines[0].Length - fresh.Length));
        File.WriteAllText(path, string.Concat(lines.Select(line => string.Join(',', kept.Select(i => line[i])) + "\n")));
        CommandRun run = CommandRun.Of("report", directory["r"], "--no-charts");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("tiny: 14 operations"));
    }

    [Test]
    public void WhatTheLibraryWouldWarnOf_IsTold()
        => Assert.That(CommandRun.Of("compare", Tiny, "--conf", "", "--conf", "narenas").Error, Does.Contain("'narenas', which has no value"));

    private static SummaryRow[] Rows(string path)
    {
        using FileStream table = File.OpenRead(path);
        return [.. CsvTable.Read<SummaryRow>(table)];
    }

    private static string[][] Fields(string path) => [.. File.ReadAllLines(path).Select(line => line.Split(','))];
}
