using System.Text;
using AllocSim.Allocator.Jemalloc;
using AllocSim.Allocator.Jemalloc.Contended;
using AllocSim.Allocator.Jemalloc.Heap;
using AllocSim.Allocator.Jemalloc.Options.Conf;
using AllocSim.Cli.Calibration;
using AllocSim.Cli.Policies;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Contention;
using AllocSim.Simulator.Contention.Traces;
using AllocSim.Simulator.Costs;
using AllocSim.Simulator.Locks;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;
using AllocSim.Tests.Replay;
using static AllocSim.Tests.Replay.ListTrace;

namespace AllocSim.Tests.Contention;

[TestFixture]
internal sealed partial class ContendedEngineTests
{
    [TestCase("")]
    [TestCase("tcache:false")]
    [TestCase("dirty_decay_ms:10,muzzy_decay_ms:10")]
    [TestCase("narenas:1,percpu_arena:percpu")]
    public void OneThread_GivesTheSerialRunsAddressesCallsAndLocks(string conf)
    {
        Operation[] trace = Random(1, 20_000, gap: 5_000);
        Outcome serial = Serial(trace, conf);
        Outcome contended = Contended(trace, conf);
        Assert.That(contended.Addresses, Is.EqualTo(serial.Addresses));
        Assert.That(contended.Calls, Is.EqualTo(serial.Calls));
        Assert.That(contended.Locks, Is.EqualTo(serial.Locks));
    }

    [TestCase("background_thread:true")]
    [TestCase("background_thread:true,dirty_decay_ms:200,muzzy_decay_ms:300")]
    [TestCase("background_thread:true,tcache:false,dirty_decay_ms:1000,max_background_threads:1")]
    public void OneThreadAndBackgroundThreads_GiveTheSerialRunsAddressesCallsAndLocks(string conf)
    {
        Operation[] trace = Random(1, 20_000, gap: 2_000_000);
        Outcome serial = Serial(trace, conf);

        // Calls cost little here, so that no background run is still under way when the thread's next operation begins.
        Outcome contended = Contended(trace, conf, CostGuesses.For(PolicyRegistry.Standard.Default));
        Assert.That(serial.BackgroundRuns, Is.GreaterThan(2));
        Assert.That(contended.BackgroundRuns, Is.EqualTo(serial.BackgroundRuns));
        Assert.That(contended.Addresses, Is.EqualTo(serial.Addresses));
        Assert.That(contended.Calls, Is.EqualTo(serial.Calls));
        Assert.That(contended.Locks, Is.EqualTo(serial.Locks));
    }

    [TestCase("background_thread:true,dirty_decay_ms:200,muzzy_decay_ms:300")]
    [TestCase("background_thread:true,narenas:2,tcache:false,dirty_decay_ms:1000")]
    public void WithoutCosts_BackgroundThreadsActWhereTheyDoInASerialRun(string conf)
    {
        Operation[] trace = Random(5, 20_000, gap: 2_000_000);
        Outcome serial = Serial(trace, conf, cpus: 8);
        Outcome contended = Contended(trace, conf, CostTable.Zero, cpus: 8);
        Assert.That(serial.BackgroundRuns, Is.GreaterThan(5));
        Assert.That(contended.BackgroundRuns, Is.EqualTo(serial.BackgroundRuns));
        Assert.That(contended.Addresses, Is.EqualTo(serial.Addresses));
        Assert.That(contended.Calls, Is.EqualTo(serial.Calls));
    }

    [Test]
    public void ABackgroundThreadThatPurges_KeepsOthersWaiting()
    {
        const string conf = "background_thread:true,narenas:1,tcache:false,dirty_decay_ms:100";
        Outcome run = Contended(Random(4, 20_000, gap: 50_000), conf, CostGuesses.For(PolicyRegistry.Standard.Default).With(CostKind.Madvise, 50_000_000));
        Assert.That(run.BackgroundRuns, Is.GreaterThan(0));
        Assert.That(run.WaitNs, Is.GreaterThan(0));
        Assert.That(run.Operations, Is.EqualTo(20_000));
    }

    [Test]
    public void WithoutCosts_TheOrderIsTheRecordedOne()
    {
        Operation[] trace = Random(5, 20_000, gap: 0);
        Assert.That(Contended(trace, "", CostTable.Zero, cpus: 8).Addresses, Is.EqualTo(Serial(trace, "", cpus: 8).Addresses));
        trace = Random(5, 20_000, gap: 3);
        Assert.That(Contended(trace, "", CostTable.Zero, cpus: 8).Addresses, Is.EqualTo(Serial(trace, "", cpus: 8).Addresses));
    }

    [Test]
    public void EveryRun_IsTheSame()
    {
        Operation[] trace = Random(5, 20_000, gap: 5);
        Outcome first = Contended(trace, "narenas:1,tcache:false", flatOut: true);
        Outcome second = Contended(trace, "narenas:1,tcache:false", flatOut: true);
        Assert.That(second, Is.EqualTo(first));
        Assert.That(first.WaitNs, Is.GreaterThan(0));
    }

    [TestCase(1, "")]
    [TestCase(5, "")]
    [TestCase(5, "narenas:1,tcache:false")]
    public void LookingAtARunAllTheTime_ChangesNothing(int threads, string conf)
    {
        // A look comes between operations that are otherwise run one after the other.
        Operation[] trace = Random(threads, 10_000, gap: 300);
        Outcome unseen = Contended(trace, conf);
        Assert.That(Contended(trace, conf, sampleEvery: 40), Is.EqualTo(unseen));
        Assert.That(unseen.Latencies, Does.Contain("Malloc"));
    }

    [TestCase(100, 4)]
    [TestCase(900, 4)]
    [TestCase(1_100, 3)]
    public void TwoThreadsThatFindNoSlab_BothMakeOne(long secondNs, int binOperations)
    {
        CostTable costs = CostTable.Zero.With(JemallocCost.SlabInit, 1_000);
        Outcome run = Contended([Malloc(0, 64, thread: 0, time: 0), Malloc(1, 64, thread: 1, time: secondNs)], "narenas:1,tcache:false", costs);
        Assert.That(run.Locks, Does.Match($@"(?m)^\S*bins\.4\S* {binOperations} "));
    }

    [Test]
    public void DoublingCostsAndGaps_DoublesTheTime()
    {
        const string conf = "narenas:1,dirty_decay_ms:-1";
        Operation[] once = Random(6, 20_000, gap: 40);
        Operation[] twice = [.. once.Select(o => o with { TimeNs = 2 * o.TimeNs })];
        CostTable whole = CostDefaults.For(PolicyRegistry.Standard.Default).Kinds.Aggregate(CostDefaults.For(PolicyRegistry.Standard.Default), (table, kind) => table.With(kind, Math.Round(table[kind])));
        Outcome one = Contended(once, conf, whole);
        Outcome two = Contended(twice, conf, whole.Times(2));
        Assert.That(two.SimulatedNs, Is.EqualTo(2 * one.SimulatedNs));
        Assert.That(two.WaitNs, Is.EqualTo(2 * one.WaitNs));
        Assert.That(one.WaitNs, Is.GreaterThan(0));
    }

    [Test]
    public void RenamingThreads_ChangesNothing()
    {
        Operation[] trace = Random(4, 20_000, gap: 40);
        int[] names = [8, 20, 0, 16];
        Operation[] renamed = [.. trace.Select(o => o with { Thread = names[o.Thread] })];
        Outcome one = Contended(trace, "narenas:1", cpus: 4);
        Outcome other = Contended(renamed, "narenas:1", cpus: 4);
        Assert.That((other.Addresses, other.SimulatedNs, other.WaitNs), Is.EqualTo((one.Addresses, one.SimulatedNs, one.WaitNs)));
    }

    [Test]
    public void AnOperation_WaitsForItsObject()
    {
        CostTable costs = CostTable.Zero.With(CostKind.Malloc, 1000).With(CostKind.Free, 10);
        Outcome run = Contended([Malloc(0, 64, thread: 0, time: 0), Free(0, thread: 1, time: 1)], "", costs);
        Assert.That((run.SimulatedNs, run.ObjectWaitNs), Is.EqualTo((1010L, 999L)));
    }

    [Test]
    public void ASlotThatIsUsedAgain_IsAnotherObject()
    {
        CostTable costs = CostTable.Zero.With(CostKind.Malloc, 5).With(CostKind.Free, 100_000);
        Operation[] trace =
        [
            Malloc(0, 64, thread: 0), Malloc(1, 64, thread: 0), Free(1, thread: 0), Free(0, thread: 0),
            Malloc(0, 32, thread: 1), Malloc(1, 48, thread: 1), Free(0, thread: 1), Free(1, thread: 1),
        ];
        Assert.That(Contended(trace, "", costs).LiveObjects, Is.Zero);
    }

    [Test]
    public void Speedup_ShortensTheGapsOnly()
    {
        CostTable costs = CostTable.Zero.With(CostKind.Malloc, 100);
        Operation[] trace = [Malloc(0, 8, time: 0), Malloc(1, 8, time: 10_000), Malloc(2, 8, time: 20_000)];
        Assert.That(Contended(trace, "", costs).SimulatedNs, Is.EqualTo(20_100));
        Assert.That(Contended(trace, "", costs, speedup: 10).SimulatedNs, Is.EqualTo(2_100));
        Assert.That(Contended(trace, "", costs, flatOut: true).SimulatedNs, Is.EqualTo(300));
    }

    [Test]
    public void AGapShorterThanTheCall_IsNoThinking()
        => Assert.That(Contended([Malloc(0, 8, time: 0), Malloc(1, 8, time: 30)], "", CostTable.Zero.With(CostKind.Malloc, 100)).SimulatedNs, Is.EqualTo(200));

    [Test]
    public void ALittleReadAhead_ReachesTheSameEnd()
    {
        Operation[] trace = Random(5, 20_000, gap: 5);
        Outcome run = Contended(trace, "", readAhead: 64);
        Assert.That(run.Operations, Is.EqualTo(trace.Length));
    }

    [Test]
    public void AnObjectThatIsNeverMade_IsAnErrorThatNamesThreadAndOperation()
    {
        Operation[] circle = [Malloc(0, 8, thread: 0), Free(0, thread: 0), Free(0, thread: 1)];
        Assert.That(() => Contended(circle, ""), Throws.TypeOf<TraceFormatException>().With.Message.Contains("thread 1 at operation 2 (free)"));
    }

    [Test]
    public void AnEmptyTrace_TakesNoTime() => Assert.That(Contended([], "").SimulatedNs, Is.Zero);

    private static Outcome Serial(Operation[] operations, string conf, int cpus = 2)
    {
        MemoryStream addresses = new();
        SimMachine machine = new(new MachineOptions { CpuCount = cpus });
        JemallocAllocator allocator = new(new JemallocHeap(machine, MallocConf.Parse(conf).Options));
        using (AddressLog log = new(addresses))
        {
            ReplayEngine<JemallocAllocator, AddressProbe> engine = new(machine, allocator, new AddressProbe(log));
            engine.Run(new ListTrace(operations));
        }

        return new Outcome(Text(addresses), Describe(machine), Describe(allocator), 0, 0, 0, 0, 0, BackgroundRuns(allocator), "");
    }

    private static Outcome Contended(Operation[] operations, string conf, CostTable? costs = null, int speedup = 1, bool flatOut = false, int cpus = 2, int readAhead = 1 << 20, long sampleEvery = 0, bool pinned = false)
    {
        costs ??= CostDefaults.For(PolicyRegistry.Standard.Default);
        MemoryStream addresses = new();
        OperationRecorder recorder = new(costs);
        SimMachine machine = new(new MachineOptions { CpuCount = cpus }) { Costs = recorder, LockRecorder = recorder };
        JemallocAllocator allocator = new(new JemallocHeap(machine, MallocConf.Parse(conf).Options));
        AddressLog log = new(addresses);
        ReplayEngine<JemallocAllocator, AddressProbe> replay = new(machine, allocator, new AddressProbe(log));
        ContendedEngine<JemallocAllocator, AddressProbe> engine = new(machine, replay, recorder, new ContendedOptions
        {
            Settings = new ContentionSettings { CpuCount = cpus, IsPinned = pinned, Costs = costs, Waiting = allocator.Waiting },
            Speedup = speedup,
            IsFlatOut = flatOut,
            ReadAheadOperations = readAhead,
        });
        if (sampleEvery > 0)
        {
            engine.Kernel.SampleEvery(sampleEvery, () => { });
        }

        using (log)
        {
            engine.Run(new ListTrace(operations));
        }

        return new Outcome(
            Text(addresses),
            Describe(machine),
            Describe(allocator),
            engine.SimulatedNs,
            engine.Kernel.Locks.Sum(l => l.WaitNs),
            engine.ThreadSummaries.Sum(t => t.ObjectWaitNs),
            replay.Objects.LiveCount,
            engine.OperationCount,
            BackgroundRuns(allocator),
            string.Join('\n', engine.Latencies.Cells.Select(cell => $"{cell.Key} {string.Join(' ', cell.Value.Buckets())} {cell.Value.TotalNs} {cell.Value.MaxNs} {cell.Value.Parts.LockWaitNs} {cell.Value.Parts.FaultPs}")));
    }

    private static ulong BackgroundRuns(JemallocAllocator allocator)
    {
        ulong value = 1;
        _ = allocator.Ctl(0, "epoch", CtlMode.U64 | CtlMode.Write, ref value);
        _ = allocator.Ctl(0, "stats.background_thread.num_runs", CtlMode.U64, ref value);
        return value;
    }

    private static string Text(MemoryStream stream) => Encoding.ASCII.GetString(stream.ToArray());

    private static string Describe(SimMachine machine) => machine.Calls.ToString() + machine.Calls.Mmap + " " + machine.Calls.Munmap + " " + machine.Calls.Madvise + " " + machine.Calls.MadviseDontNeedBytes;

    private static string Describe(JemallocAllocator allocator)
        => string.Join('\n', allocator.NamedMutexes().Select(named => named.Name + " " + string.Join(' ', named.Mutexes.Select(m => $"{m.Profile.NumOps} {m.Profile.NumOwnerSwitch} {m.Profile.NumWait}"))));

    // Threads that allocate, and free their own objects and those of others.
    private static Operation[] Random(int threads, int count, int gap, int seed = 0)
    {
        List<Operation> operations = [];
        List<int> live = [];
        Stack<int> free = new(Enumerable.Range(0, count).Reverse());
        ulong state = 0x1234_5678_9ABC_DEF1 ^ ((ulong)seed << 17);
        long time = 0;
        for (int i = 0; i < count; i++)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            int thread = (int)((state >> 40) % (ulong)threads);
            time += gap == 0 ? 0 : (long)((state >> 20) % (ulong)gap);
            if (live.Count < 50 || (state & 3) != 0 && live.Count < 2000)
            {
                int slot = free.Pop();
                live.Add(slot);
                operations.Add(Malloc(slot, (state >> 8) % 16 == 0 ? 20_000 + (state >> 12) % 100_000 : (state >> 12) % 3000, thread, time));
            }
            else
            {
                int at = (int)((state >> 30) % (ulong)live.Count);
                operations.Add(Free(live[at], thread, time));
                free.Push(live[at]);
                live[at] = live[^1];
                live.RemoveAt(live.Count - 1);
            }
        }

        return [.. operations];
    }

    private sealed record Outcome(string Addresses, string Calls, string Locks, long SimulatedNs, long WaitNs, long ObjectWaitNs, long LiveObjects, long Operations, ulong BackgroundRuns, string Latencies);
}
