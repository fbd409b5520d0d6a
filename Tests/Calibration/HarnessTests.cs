using AllocSim.Cli.Calibration;
using AllocSim.Cli.Harness;
using AllocSim.Cli.Policies;
using AllocSim.Cli.Verification;
using AllocSim.Reports.Contention;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Costs;
using AllocSim.Simulator.Operations;
using AllocSim.Tests.Cli;
using AllocSim.Workloads.Sources;

namespace AllocSim.Tests.Calibration;

/// <summary>The real library under the harness; skipped where there is none.</summary>
[TestFixture]
internal sealed class HarnessTests
{
    private const string Options = "narenas:1,tcache:false";

    private RealMachine? _machine;

    [OneTimeSetUp]
    public void Build()
    {
        Assume.That(File.Exists("/usr/bin/gcc"), "gcc builds the harness");
        Assume.That(Directory.Exists("/usr/lib/x86_64-linux-gnu") && File.Exists("/usr/lib/x86_64-linux-gnu/libjemalloc.so.2"), "libjemalloc2 is what it runs");
        _machine = new RealMachine(1, isAlone: false, PolicyRegistry.Standard.Default.Grammar);
    }

    [OneTimeTearDown]
    public void Remove() => _machine?.Dispose();

    // On one CPU and with one thread nothing depends on time: every count is the simulated one. When a thread looks at decay is drawn by a generator that is seeded with the address of its block.
    [Test]
    public void OneThread_TakesEveryMutex_AsOftenAsSimulated([Values("narenas:1,tcache:false", "narenas:1", "")] string conf)
    {
        InMemoryTrace trace = ScriptedTrace.Load("mixed", e =>
        {
            for (int i = 0; i < 300; i++)
            {
                ulong size = (ulong)(1 + (i * 997 % 40_000));
                AllocateAndFree(e, size);
            }
        });
        HarnessRun real = Run(trace, conf);
        var simulated = FlatOut.Simulate(PolicyRegistry.Standard.Default, trace, conf, TouchMode.First, CostDefaults.For(PolicyRegistry.Standard.Default), 1, real.ThreadBlocks);
        Assert.That(real.ElapsedNs, Is.GreaterThan(0));
        Assert.That(real.ThreadBlocks, Has.Count.EqualTo(2));
        Assert.That(Counts(real.Mutexes), Is.EqualTo(Counts(simulated.Mutexes)));

        static void AllocateAndFree(AllocSim.Workloads.Generators.Emitter e, ulong size)
        {
            var kept = e.Malloc(size);
            e.Free(e.Calloc(3, size));
            e.Free(e.Memalign(64, size));
            e.Free(e.Realloc(kept, size * 2));
        }
    }

    [Test]
    public void ThreadsWaitForEachOthersObjects()
    {
        InMemoryTrace trace = ScriptedTrace.Load("handed over", e =>
        {
            for (int i = 0; i < 200; i++)
            {
                e.Thread = 0;
                var made = e.Malloc(64);
                e.Thread = 1;
                e.Free(made);
            }
        });
        Assert.That(Run(trace, Options).Mutexes.Single(row => row.Mutex == "stats.arenas.0.bins.4.mutex").NumOps, Is.GreaterThanOrEqualTo(400));
    }

    [Test]
    public void WithoutALibrary_OnlyTheLoopRuns()
    {
        HarnessRun run = _machine!.Run(_machine.Prepare(MicroTraces.Of(PolicyRegistry.Standard.Default)[0].Load()), RealMachine.Stub, "", TouchMode.Size);
        Assert.That(run.Mutexes, Is.Empty);
        Assert.That(run.ElapsedNs, Is.GreaterThan(0));
    }

    [Test]
    public void Primitives_AreTimedByThemselves()
    {
        Assume.That(RealMachine.CpuCount, Is.GreaterThanOrEqualTo(2), "one CPU wakes the other");
        IReadOnlyDictionary<CostKind, double> times = _machine!.TimePrimitives(Library);
        Assert.That(times.Keys, Is.EquivalentTo(new[] { CostKind.WakeUp, CostKind.FutexWake, CostKind.ContextSwitch, CostKind.SpinPoll, CostKind.Mprotect, CostKind.Control }));
        Assert.That(times.Values, Is.All.GreaterThan(0));
        Assert.That(() => _machine.TimePrimitives("libnothing.so.9"), Throws.TypeOf<IOException>().With.Message.Contains("libnothing.so.9"));
    }

    [Test]
    public void ALibraryThatIsNone_IsSaid()
    {
        string operations = _machine!.Prepare(MicroTraces.Of(PolicyRegistry.Standard.Default)[0].Load());
        Assert.That(() => _machine.Run(operations, "libnothing.so.9", "", TouchMode.First), Throws.TypeOf<IOException>().With.Message.Contains("libnothing.so.9"));
        Assert.That(() => _machine.Run(operations, "libm.so.6", "", TouchMode.First), Throws.TypeOf<IOException>().With.Message.Contains("libm.so.6 has no malloc"));
    }

    [Test]
    public void CallsThatALibraryLacks_AreSaidBeforeAnyIsMade()
    {
        using TemporaryDirectory directory = new();
        using RealMachine machine = new(1, isAlone: false, PolicyRegistry.Standard.Find("glibc")!.Grammar);
        string operations = machine.Prepare(RealCalls.Load(directory.Write("t.txt", "0 0 malloc 1 64\n1 0 mallocx 2 64 0\n2 0 free 1\n"), isOneThread: false));
        Assert.That(() => machine.Run(operations, "libc.so.6", "glibc.malloc.tcache_count=0", TouchMode.First), Throws.TypeOf<IOException>().With.Message.Contains("libc.so.6 has no mallocx and its kin, which the trace calls"));
    }

    [Test]
    public void ALibraryThatDoesNotCountItsLocks_IsComparedByThroughput()
    {
        using TemporaryDirectory directory = new();
        string path = directory.Write("tiny.txt", "0 0 malloc 1 64\n1 0 free 1\n");
        CommandRun run = CommandRun.Of("verify", path, "--contended", "--policy", "glibc", "--cpus", "1", "--runs", "1", "--out", directory["out"]);
        Assert.That(run.ExitCode, Is.EqualTo(0).Or.EqualTo(2), run.Error);
        Assert.That(run.Output, Does.Contain("lock operations: the library does not count them; throughputs are compared").And.Contain("throughput ratios within a factor of 1.5"));
        Assert.That(File.ReadAllLines(directory[Path.Combine("out", "verify.csv")])[1], Does.StartWith("tiny,1,glibc.malloc.arena_max=1:glibc.malloc.tcache_count=0,1,,,,"));
    }

    [Test]
    public void AnObjectThatOneThreadAsksAbout_AndAnotherGivesUp_IsRefused()
    {
        using TemporaryDirectory directory = new();
        string path = directory.Write("t.txt", "0 0 malloc 1 64\n1 0 sallocx 1 0\n2 1 free 1\n");
        InMemoryTrace trace = RealCalls.Load(path, isOneThread: false);
        Assert.That(() => _machine!.Prepare(trace), Throws.TypeOf<TraceFormatException>().With.Message.Contains("thread 0 asks about an object that thread 1 gives up"));
    }

    [Test]
    public void ATinyTrace_IsVerified_AndWritesItsTables()
    {
        using TemporaryDirectory directory = new();
        string path = directory.Write("tiny.txt", "0 0 malloc 1 64\n1 0 free 1\n");
        CommandRun run = CommandRun.Of("verify", path, "--contended", "--conf", Options, "--conf", "narenas:1", "--cpus", "1", "--runs", "1", "--out", directory["out"]);
        Assert.That(run.ExitCode, Is.EqualTo(0).Or.EqualTo(2), run.Error);
        Assert.That(run.Output, Does.Contain("shares within 20 points: spun 2, blocked 2, other owner 2 of 2"), run.Error);
        Assert.That(directory.Files(), Does.Contain(Path.Combine("out", "verify.csv")).And.Contain(Path.Combine("out", "verify.md")));
    }

    private static string Counts(IEnumerable<MutexRow> mutexes) => string.Join('\n', mutexes
        .Where(row => PolicyRegistry.Standard.Default.IsComparedLock(row.Mutex))
        .OrderBy(row => row.Mutex, StringComparer.Ordinal)
        .Select(row => FormattableString.Invariant($"{row.Mutex} {row.NumOps}")));

    private static string Library => PolicyRegistry.Standard.Default.Library!.File;

    private HarnessRun Run(InMemoryTrace trace, string conf) => _machine!.Run(_machine.Prepare(trace), Library, conf, TouchMode.First);
}
