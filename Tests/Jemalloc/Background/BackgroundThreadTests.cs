using AllocSim.Allocator.Jemalloc;
using AllocSim.Allocator.Jemalloc.Heap;
using AllocSim.Allocator.Jemalloc.Options.Conf;
using AllocSim.Cli.Policies;
using AllocSim.Reports.Measures;
using AllocSim.Reports.Measures.Samples;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;
using AllocSim.Tests.Replay;
using static AllocSim.Tests.Replay.ListTrace;

namespace AllocSim.Tests.Jemalloc.Background;

[TestFixture]
internal sealed class BackgroundThreadTests
{
    private const ulong Mebibyte = 1 << 20;
    private const long Second = 1_000_000_000;

    private static readonly Operation[] Idle =
    [
        Malloc(0, 4 * Mebibyte, time: 0), Free(0, time: 1), Malloc(1, 8, time: 100 * Second), Malloc(2, 8, time: 101 * Second),
    ];

    [TestCase("", true)]
    [TestCase("background_thread:true", false)]
    public void AnIdleProgramsPages_StayUntilABackgroundThreadPurgesThem(string conf, bool stay)
    {
        (SimMachine machine, _, _) = Replay(conf, Idle);
        Assert.That(machine.Pages.ResidentBytes >= 4 * Mebibyte, Is.EqualTo(stay));
    }

    [Test]
    public void Averages_CountAPurgeFromItsOwnTime()
    {
        (_, _, RunRecorder idle) = Replay("background_thread:true,dirty_decay_ms:1000", Idle);
        Assert.That(idle.Averages.MeanResidentBytes, Is.LessThan(Mebibyte));
        Assert.That(idle.Averages.PeakResidentBytes, Is.GreaterThan(4 * Mebibyte));
    }

    [Test]
    public void AWakeUp_ComesAfterTheOperationsOfItsTime()
    {
        // Freeing wakes thread 0, which is new at time 0 and sleeps from time 1 on: it looks at the pages at 5 and means to wake up at 10 s more, in whole microseconds.
        Operation[] operations = [Malloc(0, 4 * Mebibyte, time: 0), Malloc(1, 8, time: 1), Free(0, time: 5_000), Malloc(2, 8, time: 5_000), Malloc(3, 8, time: 5_001)];
        Assert.That(Replay("background_thread:true", operations[..4]).Heap.NextWakeNs, Is.EqualTo(Origin + 5_000));
        Assert.That(Replay("background_thread:true", operations).Heap.NextWakeNs, Is.EqualTo(Origin + 5_000 + 10 * Second));
    }

    [Test]
    public void WithoutBackgroundThreads_NobodyWantsToRun()
    {
        JemallocHeap heap = Replay("", Idle).Heap;
        Assert.That((heap.HasBackgroundThreads, heap.NextWakeNs, heap.NextBackgroundThread), Is.EqualTo((false, long.MaxValue, -1)));
    }

    private static long Origin => new MachineOptions().ClockOriginNs;

    private static (SimMachine Machine, JemallocHeap Heap, RunRecorder Recorder) Replay(string conf, Operation[] operations)
    {
        SimMachine machine = new();
        JemallocHeap heap = new(machine, MallocConf.Parse(conf).Options);
        ObjectTable objects = new();
        RunRecorder recorder = new(machine, new JemallocAllocator(heap), PolicyRegistry.Standard.Default, objects, SampleRule.Adaptive);
        ReplayEngine<JemallocAllocator, ProbeList> engine = new(machine, new JemallocAllocator(heap), new ProbeList(recorder), objects: objects);
        engine.Run(new ListTrace(operations));
        recorder.Finish(engine.OperationCount);
        return (machine, heap, recorder);
    }
}
