using System.Text.Json;
using AllocSim.Cli.Contended;
using AllocSim.Cli.Policies;
using AllocSim.Reports.Contention;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Costs;
using AllocSim.Simulator.Text;
using AllocSim.Tests.House;

namespace AllocSim.Tests.Cli;

[TestFixture]
internal sealed class ContendedVerbTests
{
    [Test]
    public void AContendedReplay_WritesItsTables_TheSameEveryTime()
    {
        using TemporaryDirectory directory = new();
        string trace = directory.Write("t.txt", Trace(4, 200));
        foreach (string run in (string[])["one", "two"])
        {
            CommandRun done = CommandRun.Of("replay", trace, "--timing", "contended", "--cpus", "4", "--flat-out", "--conf", "narenas:1,tcache:false", "--out", directory[run], "--trace-events", directory[run + ".json"], "--no-charts");
            Assert.That(done.ExitCode, Is.Zero, done.Error);
            Assert.That(done.Output, Does.Contain("hottest mutex: stats.arenas.0.bins."));
        }

        foreach (string file in (string[])["mutexes.csv", "mutexes_timeline.csv", "latency.csv", "threads.csv", "cpus.csv", "summary.csv", "manifest.json"])
        {
            Assert.That(File.ReadAllText(directory["two", file]), Is.EqualTo(File.ReadAllText(directory["one", file])), file);
        }

        using FileStream table = File.OpenRead(directory["one", "mutexes.csv"]);
        IReadOnlyList<MutexRow> mutexes = CsvTable.Read<MutexRow>(table);
        Assert.That(mutexes.Single(row => row.Mutex == "stats.arenas.0.bins.4.mutex").NumOps, Is.GreaterThanOrEqualTo(1600));
        Assert.That(mutexes.Sum(row => row.WaitShare), Is.EqualTo(1).Within(1e-9));
        using FileStream summary = File.OpenRead(directory["one", "summary.csv"]);
        using FileStream threads = File.OpenRead(directory["one", "threads.csv"]);
        Assert.That(CsvTable.Read<SummaryRow>(summary).Single().SimulatedNs, Is.EqualTo(CsvTable.Read<ThreadRow>(threads).Max(row => row.EndNs)));
        using JsonDocument events = JsonDocument.Parse(File.ReadAllText(directory["one.json"]));
        Assert.That(events.RootElement.GetProperty("traceEvents").GetArrayLength(), Is.GreaterThan(1600));
    }

    [Test]
    public void BackgroundThreads_AreInTheTables_AndCanBeSwitchedOffOnTheWay()
    {
        const string text = """
            0 0 malloc 1 6000000
            1000 0 free 1
            2000 1 malloc 2 6000000
            3000 1 free 2
            5000000000 0 ctl u64 epoch 1
            5000000001 0 ctl bool background_thread 0
            5000000002 0 malloc 3 6000000
            20000000000 0 free 3
            20000000001 0 ctl bool background_thread 1
            40000000000 0 malloc 4 8

            """;
        using TemporaryDirectory directory = new();
        string trace = directory.Write("t.txt", text);
        CommandRun run = CommandRun.Of("replay", trace, "--timing", "contended", "--cpus", "2", "--conf", "background_thread:true,dirty_decay_ms:1000", "--out", directory["run"], "--trace-events", directory["events.json"], "--no-charts");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        using FileStream mutexes = File.OpenRead(directory["run", "mutexes.csv"]);
        using FileStream threads = File.OpenRead(directory["run", "threads.csv"]);
        Assert.That(CsvTable.Read<MutexRow>(mutexes).Single(row => row.Mutex == "background_thread.0").NumOps, Is.GreaterThan(5));
        ThreadRow[] rows = [.. CsvTable.Read<ThreadRow>(threads)];
        Assert.That(rows.Select(row => row.Thread), Is.EqualTo(new[] { 0, 1, -1, -2 }));
        Assert.That(rows[2].Operations, Is.GreaterThan(2));
        Assert.That(File.ReadAllText(directory["events.json"]), Does.Contain("background thread 0").And.Contain("call that purges"));
    }

    [Test]
    public void Windows_AddUpToTheWholeRun()
    {
        using TemporaryDirectory directory = new();
        string trace = directory.Write("t.txt", Trace(4, 200));
        CommandRun.Of("replay", trace, "--timing", "contended", "--flat-out", "--conf", "narenas:1,tcache:false", "--out", directory["run"], "--no-charts");
        using FileStream whole = File.OpenRead(directory["run", "mutexes.csv"]);
        using FileStream windows = File.OpenRead(directory["run", "mutexes_timeline.csv"]);
        MutexRow bin = CsvTable.Read<MutexRow>(whole).Single(row => row.Mutex == "stats.arenas.0.bins.4.mutex");
        MutexWindowRow[] parts = [.. CsvTable.Read<MutexWindowRow>(windows).Where(row => row.Mutex == bin.Mutex)];
        Assert.That(parts.Sum(row => row.WaitedNs), Is.EqualTo(bin.WaitedNs));
        Assert.That(parts.Sum(row => row.HeldNs), Is.EqualTo(bin.HeldNs));
        Assert.That(parts.Sum(row => row.WaitingAreaNs), Is.EqualTo(bin.WaitedNs), "Little's law");
    }

    [Test]
    public void Scale_HasARowForEachNumberOfCpus()
    {
        using TemporaryDirectory directory = new();
        string trace = directory.Write("t.txt", Trace(4, 50));
        CommandRun run = CommandRun.Of("scale", trace, "--cpus", "4,1,2", "--flat-out", "--out", directory["scale"], "--no-charts");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        using FileStream file = File.OpenRead(directory["scale", "scale.csv"]);
        ScaleRow[] rows = [.. CsvTable.Read<ScaleRow>(file)];
        Assert.That(rows.Select(row => row.Cpus), Is.EqualTo(new[] { 1, 2, 4 }));

        // A heading, a rule, a line a number of CPUs, an empty line, the conclusion.
        string[] lines = run.Output.TrimEnd('\n').Split('\n');
        Assert.That(lines, Has.Length.EqualTo(7), run.Output);
        Assert.That(lines.Skip(2).Take(3).Select(line => line.Split(' ')[0]), Is.EqualTo(new[] { "1", "2", "4" }));
        Assert.That(lines[4], Does.Contain(Quantity.Count((long)rows[2].OperationsPerSecond)).And.Contain(Quantity.Nanoseconds(rows[2].SimulatedNs)));
        Assert.That(lines[6], Does.StartWith("Throughput ").And.EndsWith("."));
    }

    [Test]
    public void WhatIf_SaysWhatAnotherArenaWouldSave()
    {
        using TemporaryDirectory directory = new();
        string trace = directory.Write("t.txt", Trace(2, 2000));
        CommandRun run = CommandRun.Of("replay", trace, "--timing", "contended", "--flat-out", "--own-threads", "--conf", "narenas:1,tcache:false", "--what-if");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Match(@"what if: one more arena \(narenas:2\): takes \S+ \S+ \(-"));
    }

    [TestCase("--cpus 0 --timing contended", "--cpus 0")]
    [TestCase("--speedup 2", "--speedup needs --timing contended")]
    [TestCase("--what-if", "--what-if needs --timing contended")]
    [TestCase("--timing contendet", "contended")]
    [TestCase("--timing contended --lock-order lifo", "--lock-order lifo")]
    public void AWrongOption_IsNamed(string options, string expected)
    {
        using TemporaryDirectory directory = new();
        string trace = directory.Write("t.txt", Trace(1, 1));
        CommandRun run = CommandRun.Of(["replay", trace, .. options.Split(' ')]);
        Assert.That((run.ExitCode, run.Error), Is.EqualTo((1, run.Error)));
        Assert.That(run.Error, Does.Contain(expected));
    }

    [Test]
    public void ACostFile_ReadsBack()
    {
        IReadOnlyList<string> errors = CostFile.TryRead(new StringReader(CostFile.Text(CostDefaults.For(PolicyRegistry.Standard.Default))), "costs.yaml", PolicyRegistry.Standard.CostSteps, out CostTable table);
        Assert.That(errors, Is.Empty);
        Assert.That(table.For(PolicyRegistry.Standard.Default.CostSteps).ToPicoseconds(), Is.EqualTo(CostDefaults.For(PolicyRegistry.Standard.Default).ToPicoseconds()));
    }

    [Test]
    public void ACostFile_HasDecimals()
    {
        Assert.That(CostFile.TryRead(new StringReader(CostFile.Text(CostTable.Zero.With(CostKind.Malloc, 1.635m))), "costs.yaml", PolicyRegistry.Standard.CostSteps, out CostTable table), Is.Empty);
        Assert.That((table[CostKind.Malloc], table.Picoseconds(CostKind.Malloc)), Is.EqualTo((1.635m, 1635L)));
    }

    [Test]
    public void TheDefaultTable_IsTheOneThatTheDocumentShows()
    {
        IEnumerable<string> shown = Repository.Read("docs/costs.md").Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal) && line.Contains("_ns` |", StringComparison.Ordinal))
            .Select(line => line.Split('|')).Select(cells => $"{cells[1].Trim(' ', '`')}: {cells[2].Trim()}");
        IEnumerable<string> steps = ((string[])["glibc", "mimalloc", "tcmalloc"]).SelectMany(name => PolicyRegistry.Standard.Find(name)!.CostSteps).Select(step => FormattableString.Invariant($"{step.Name}_ns: {step.DefaultNs}"));
        Assert.That(shown, Is.EqualTo(CostFile.Text(CostDefaults.For(PolicyRegistry.Standard.Default)).TrimEnd('\n').Split('\n').Concat(steps)));
    }

    [Test]
    [NonParallelizable] // changes the environment
    public void TheCostsOfAMachine_AreWhatCalibrateKept_AndTheManifestNamesThem()
    {
        using TemporaryDirectory directory = new();
        string trace = directory.Write("t.txt", Trace(1, 1));
        string? before = Environment.GetEnvironmentVariable("XDG_DATA_HOME");
        Environment.SetEnvironmentVariable("XDG_DATA_HOME", directory.Path);
        try
        {
            string[] words = ["replay", trace, "--timing", "contended", "--no-page", "--no-charts", "--out", directory["out"], "--costs", "machine"];
            CommandRun without = CommandRun.Of(words);
            Assert.That((without.ExitCode, without.Error), Is.EqualTo((1, "allocsim: --costs machine: this machine has not been measured yet; allocsim calibrate does that\n")));
            Directory.CreateDirectory(Path.GetDirectoryName(MachineCosts.File)!);
            CostTable slow = CostDefaults.For(PolicyRegistry.Standard.Default).With(CostKind.Malloc, 1000);
            File.WriteAllText(MachineCosts.File, CostFile.Text(slow));
            CommandRun with = CommandRun.Of(words);
            Assert.That(with.ExitCode, Is.Zero, with.Error);
        }
        finally
        {
            Environment.SetEnvironmentVariable("XDG_DATA_HOME", before);
        }

        JsonElement time = JsonDocument.Parse(File.ReadAllText(directory["out", "manifest.json"])).RootElement.GetProperty("simulated_time");
        Assert.That(time.GetProperty("costs").GetString(), Is.EqualTo("machine"));
        Assert.That(time.GetProperty("costs_sha256").GetString(), Has.Length.EqualTo(64));
        Assert.That(time.GetProperty("lock_order").GetString(), Is.EqualTo("barging"));
    }

    [Test]
    public void TheDefaultCosts_CanBeNamed()
    {
        using TemporaryDirectory directory = new();
        string trace = directory.Write("t.txt", Trace(2, 5));
        CommandRun named = CommandRun.Of("replay", trace, "--timing", "contended", "--costs", "default");
        Assert.That((named.ExitCode, named.Output), Is.EqualTo((0, CommandRun.Of("replay", trace, "--timing", "contended").Output)));
    }

    [TestCase("malloc_ns: 7", "malloc_ns: -7", "malloc_ns is -7")]
    [TestCase("malloc_ns: 7", "malloc_ns: 7.0005", "malloc_ns is 7.0005; expected 0 to 1000000000 nanoseconds with at most three decimals")]
    [TestCase("malloc_ns: 7", "malloc_ns: 1e9", "malloc_ns is 1e9; expected nanoseconds")]
    [TestCase("malloc_ns: 7", "malloc_ns: 1,5", "malloc_ns is 1,5; expected nanoseconds")]
    [TestCase("malloc_ns: 7", "malloc_ns: 1000000001", "malloc_ns is 1000000001; expected 0 to 1000000000")]
    [TestCase("malloc_ns: 7\n", "", "malloc_ns is missing")]
    [TestCase("malloc_ns: 7\n", "malloc_ns: 7\nmaloc_ns: 7\n", "unknown cost maloc_ns")]
    [TestCase("time_slice_ns: 3000000", "time_slice_ns: 0", "time_slice_ns is 0")]
    [TestCase("time_slice_ns: 3000000", "time_slice_ns: 0.5", "time_slice_ns is 0.5; expected at least 1 nanosecond")]
    public void AWrongCostFile_IsAnErrorThatNamesTheEntry(string from, string to, string expected)
    {
        using TemporaryDirectory directory = new();
        string text = CostFile.Text(CostTable.Zero.With(CostKind.Malloc, 7));
        Assert.That(text, Does.Contain(from));
        string costs = directory.Write("costs.yaml", text.Replace(from, to, StringComparison.Ordinal));
        string trace = directory.Write("t.txt", Trace(1, 1));
        CommandRun run = CommandRun.Of("replay", trace, "--timing", "contended", "--costs", costs);
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error.TrimEnd('\n'), Does.Contain("costs.yaml").And.Contain(expected).And.Not.Contain("\n"));
    }

    private static string Trace(int threads, int rounds)
    {
        System.Text.StringBuilder text = new();
        int number = 0;
        for (int i = 0; i < rounds; i++)
        {
            for (int thread = 0; thread < threads; thread++)
            {
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{i * 10} {thread} malloc {number} 64\n{i * 10} {thread} free {number++}\n");
            }
        }

        return text.ToString();
    }
}
