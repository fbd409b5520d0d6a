using AllocSim.Reports.Tables;
using AllocSim.Tests.House;

namespace AllocSim.Tests.Cli;

[TestFixture]
internal sealed class ReplayVerbTests
{
    private const string Trace = """
        # a program
        0 0 malloc 1 100
        10 0 malloc 2 5000
        20 1 malloc 3 70000
        30 0 free 1
        40 1 stats
        50 1 free 3
        60 1 exit

        """;

    [Test]
    public void Replay_WritesEveryFileThatWasAskedFor_AndNoOther()
    {
        using TemporaryDirectory directory = new();
        string trace = directory.Write("t.txt", Trace);
        CommandRun run = CommandRun.Of("replay", trace, "--addresses", directory["o", "a.txt"], "--syscalls", directory["o", "s.txt"], "--stats", directory["o", "stats.json"], "--out", directory["run"], "--no-charts");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(directory.Files(), Is.EqualTo(new[] { "o/a.txt", "o/s.txt", "o/stats-4.json", "o/stats.json", "run/.allocsim", "run/addresses.csv", "run/bins.csv", "run/decay.csv", "run/extents.csv", "run/heap.bin.gz", "run/manifest.json", "run/mutexes.csv", "run/pins.csv", "run/report.html", "run/slabs.csv", "run/slop.csv", "run/stats.json", "run/summary.csv", "run/tcache_use.csv", "run/tcaches.csv", "run/timeline.csv", "t.txt" }));
        Assert.That(File.ReadAllLines(directory["o", "a.txt"]).Select(line => line.Split(' ')[0]), Is.EqualTo(new[] { "0", "1", "2" }));
        Assert.That(run.Output, Does.Contain("7 operations"));
    }

    [Test]
    public void Statistics_AreTextWithoutTheLetterJ()
    {
        using TemporaryDirectory directory = new();
        string trace = directory.Write("t.txt", Trace);
        CommandRun run = CommandRun.Of("replay", trace, "--stats", directory["o", "stats.txt"], "--stats-opts", "mx");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(directory.Files(), Is.EqualTo(new[] { "o/stats-4.txt", "o/stats.txt", "t.txt" }));
        Assert.That(File.ReadAllText(directory["o", "stats.txt"]), Does.StartWith("___ Begin jemalloc statistics ___\n").And.Not.Contain("n_lock_ops"));
    }

    [Test]
    public void HeapProfiles_AreWritten_TheLastOneAndThoseOnTheWay()
    {
        using TemporaryDirectory directory = new();
        string trace = directory.Write("t.txt", Trace.Replace("40 1 stats", "40 1 ctl void prof.dump", StringComparison.Ordinal));
        CommandRun run = CommandRun.Of("replay", trace, "--conf", "prof:true,lg_prof_sample:0", "--heap-profile", directory["o", "end.heap"]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(directory.Files(), Is.EqualTo(new[] { "o/end.heap", "o/jeprof.0.m0.heap", "t.txt" }));
        Assert.That(File.ReadAllText(directory["o", "jeprof.0.m0.heap"]), Does.Contain("heap_v2/1\n  t*: 2: 87040 [0: 0]\n  t0: 1: 5120 [0: 0]\n  t1: 1: 81920 [0: 0]\n"));
        Assert.That(File.ReadAllText(directory["o", "end.heap"]), Does.Contain("heap_v2/1\n  t*: 1: 5120 [0: 0]\n"));
    }

    [Test]
    public void AHeapProfile_NeedsTheProfiler()
    {
        using TemporaryDirectory directory = new();
        CommandRun run = CommandRun.Of("replay", directory.Write("t.txt", Trace), "--heap-profile", directory["o", "end.heap"]);
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain("--heap-profile needs heap profiling: --conf prof:true"));
        Assert.That(directory.Files(), Is.EqualTo(new[] { "t.txt" }));
    }

    [TestCase("prof_leak:true,prof_final:true,lg_prof_sample:0", 0, "Leak approximation summary: ~5120 bytes, ~1 object, >= 1 context")]
    [TestCase("prof_leak_error:true,prof_final:true,lg_prof_sample:0", 2, "Exiting with error code because memory leaks were detected")]
    [TestCase("prof_leak_error:true,lg_prof_sample:0", 0, "7 operations")]
    public void Leaks_AreToldAtTheEnd_AndAnErrorWhenAskedFor(string conf, int exitCode, string words)
    {
        using TemporaryDirectory directory = new();
        CommandRun run = CommandRun.Of("replay", directory.Write("t.txt", Trace), "--conf", conf);
        Assert.That(run.ExitCode, Is.EqualTo(exitCode), run.Error);
        Assert.That(run.Output, Does.Contain(words));
        Assert.That(run.Output.Contains("Leak", StringComparison.Ordinal), Is.EqualTo(conf.Contains("prof_final", StringComparison.Ordinal)));
    }

    // The main thread has no record of the profiler's until it is written for the profile; its memory is a guarded slab.
    [Test]
    public void TheProfileAtTheEnd_LeavesNoCallInTheLog()
    {
        using TemporaryDirectory directory = new();
        CommandRun run = CommandRun.Of("replay", directory.Write("t.txt", "0 0 malloc 0 100\n"), "--conf", "prof:true,prof_active:false,san_guard_small:1,tcache:false", "--syscalls", directory["s.txt"], "--heap-profile", directory["h"]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(File.ReadAllText(directory["s.txt"]).Split("mprotect").Length - 1, Is.EqualTo(2), "one for a slab at start-up, one for the object's");
    }

    [Test]
    public void WrongStatisticsOptions_AreToldAtOnce()
    {
        using TemporaryDirectory directory = new();
        CommandRun run = CommandRun.Of("replay", directory.Write("t.txt", Trace), "--stats-opts", "Jq");
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain("--stats-opts needs --stats").And.Contain("there is no letter q"));
    }

    [TestCase("0 0 malloc 1 100\n5 0 free 2\n", "t.txt:2")]
    [TestCase("0 0 malloc 1 100\n5 0 free 1\n6 0 free 1\n", "t.txt:3")]
    [TestCase("5 0 malloc 1 100\n4 0 free 1\n", "t.txt:2")]
    [TestCase("0 0 malloc 1 100\n5 0 malloc 1 1\n", "t.txt:2")]
    [TestCase("0 0 malloc 1 100\n5 0 mal", "t.txt:2")]
    public void AWrongTrace_IsOneLine_AndLeavesNothing(string text, string place)
    {
        using TemporaryDirectory directory = new();
        string trace = directory.Write("t.txt", text);
        CommandRun run = CommandRun.Of("replay", trace, "--addresses", directory["o", "a.txt"], "--stats", directory["stats.json"], "--out", directory["run"]);
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Is.Empty);
        Assert.That(run.Error.TrimEnd('\n'), Does.Contain(place).And.Not.Contain("\n"));
        Assert.That(directory.Files(), Is.EqualTo(new[] { "t.txt" }));
        Assert.That(Directory.Exists(directory["o"]), Is.False);
    }

    [Test]
    public void ALenientReplay_CountsWhatItSkipped()
    {
        using TemporaryDirectory directory = new();
        string trace = directory.Write("t.txt", "0 0 malloc 1 100\n5 0 free 2\n6 0 free 1\n");
        CommandRun run = CommandRun.Of("replay", trace, "--lenient", "--out", directory["run"], "--no-charts");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        using FileStream table = File.OpenRead(directory["run", "summary.csv"]);
        Assert.That(CsvTable.Read<SummaryRow>(table).Single().Repairs, Is.EqualTo(1));
    }

    [Test]
    public void Samples_AreTakenAsOftenAsAskedFor()
    {
        using TemporaryDirectory directory = new();
        string trace = directory.Write("t.txt", string.Concat(Enumerable.Range(0, 100).Select(i => $"{i * 10} 0 malloc {i} 64\n")));
        Assert.That(Rows("10ops").Select(row => row.Operation), Is.EqualTo(new long[] { 0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100 }));
        Assert.That(Rows("250ns").Select(row => row.TimeNs), Is.EqualTo(new long[] { 0, 250, 500, 750, 990 }));

        IReadOnlyList<TimelineSample> Rows(string interval)
        {
            CommandRun run = CommandRun.Of("replay", trace, "--sample-every", interval, "--out", directory["run"], "--no-charts");
            Assert.That(run.ExitCode, Is.Zero, run.Error);
            using FileStream table = File.OpenRead(directory["run", "timeline.csv"]);
            return CsvTable.Read<TimelineSample>(table);
        }
    }

    [Test]
    public void TwoRuns_WriteTheSameBytes()
    {
        using TemporaryDirectory directory = new();
        string trace = Path.Combine(Repository.Root, "traces", "tiny.txt.gz");
        string[] printed = [.. new[] { "a", "b" }.Select(name => CommandRun.Of("replay", trace, "--out", directory[name]).Output)];
        Assert.That(printed[0], Is.EqualTo(printed[1]));
        string[] files = [.. directory.Files().Where(file => file[0] == 'a').Select(file => file[2..])];
        Assert.That(files, Has.Length.GreaterThan(5));
        Assert.Multiple(() =>
        {
            foreach (string file in files)
            {
                Assert.That(File.ReadAllBytes(directory["b", file]), Is.EqualTo(File.ReadAllBytes(directory["a", file])), file);
            }
        });
    }

    [Test]
    public void ACheckedReplay_OfABundledTrace_FindsNothing()
        => Assert.That(CommandRun.Of("replay", Path.Combine(Repository.Root, "traces", "sqlite.txt.gz"), "--check-every", "10000"), Has.Property("ExitCode").Zero);

    [Test]
    public void OutOfMemory_IsNoError()
    {
        using TemporaryDirectory directory = new();
        string trace = directory.Write("t.txt", "0 0 malloc 1 100\n5 0 malloc 2 99999999999999\n6 0 malloc 3 50000000\n7 0 free 2\n8 0 realloc 4 3 10\n");
        CommandRun run = CommandRun.Of("replay", trace, "--limit-mapped", "20MiB", "--addresses", directory["a.txt"]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(File.ReadAllLines(directory["a.txt"])[1..3], Is.EqualTo(new[] { "1 0", "2 0" }));
        Assert.That(run.Output, Does.Contain("2 allocations returned null"));
    }
}
