using System.Text;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;
using static AllocSim.Tests.Replay.ListTrace;

namespace AllocSim.Tests.Replay;

[TestFixture]
internal sealed class ReplayEngineTests
{
    [Test]
    public void AddressLog_HasALineForEachCallThatReturnsAPointer()
    {
        MemoryStream text = new();
        SimMachine machine = new();
        using (AddressLog log = new(text))
        {
            BumpHeap heap = new(machine);
            ReplayEngine<BumpAllocator, AddressProbe> engine = new(machine, new BumpAllocator(heap), new AddressProbe(log));
            engine.Run(new ListTrace(Malloc(0, 8), Free(0), Realloc(1, Operation.None, 8), Of(OperationKind.Memalign, 0, 8, 64), Malloc(2, 2UL << 30), Of(OperationKind.Exit, thread: 0)));
            log.Size(6, 7);
            log.Control(7, 22, 9);
        }

        Assert.That(Encoding.ASCII.GetString(text.ToArray()), Is.EqualTo("0 7effc0000000\n2 7effc0000010\n3 7effc0000040\n4 0\n6 size 7\n7 ctl 22 9\n"));
    }

    [Test]
    public void Calls_ReachTheAllocatorWithItsOwnAddresses()
    {
        (List<string> calls, _) = Replay(
            Malloc(0, 24), Of(OperationKind.Calloc, 1, 8, 3), Realloc(2, 0, 100, thread: 1), Free(1, thread: 1), Free(2), Of(OperationKind.AlignedAlloc, 0, 32, 256));
        Assert.That(calls, Is.EqualTo(new[] { "0 malloc 24", "0 calloc 3 8", "1 realloc 7effc0000000 100", "1 free 7effc0000020", "0 free 7effc0000040", "0 aligned_alloc 256 32" }));
    }

    [Test]
    public void RequestedBytes_AreACallocsCountTimesItsSize_AndTheSizeOfEveryOtherCall()
    {
        Assert.That(Of(OperationKind.Calloc, 0, 8, 3).RequestedBytes, Is.EqualTo(24));
        Assert.That(Of(OperationKind.Calloc, 0, (1UL << 32) + 3, 1UL << 32).RequestedBytes, Is.EqualTo(3UL << 32));
        Assert.That(Enum.GetValues<OperationKind>().Where(kind => kind != OperationKind.Calloc).Select(kind => Of(kind, 0, 8, 3).RequestedBytes), Is.All.EqualTo(8));
    }

    [Test]
    public void AFailedObject_IsANullPointerLater()
    {
        (List<string> calls, ObjectTable objects) = Replay(Malloc(0, 1UL << 40), Malloc(1, 1UL << 40), Free(0), Realloc(2, 1, 8));
        Assert.That(calls[2..], Is.EqualTo(new[] { "0 free 0", "0 realloc 0 8" }));
        Assert.That((objects.LiveCount, objects.FailedCount), Is.EqualTo((1L, 2L)));
    }

    [Test]
    public void ARealloc_ThatFails_LosesTheOldObject()
    {
        (List<string> calls, ObjectTable objects) = Replay(Malloc(0, 8), Realloc(1, 0, 1UL << 40), Free(1));
        Assert.That(calls[^1], Is.EqualTo("0 free 0"));
        Assert.That(objects.LiveCount, Is.Zero);
    }

    [Test]
    public void Exit_OfTheMainThread_RunsNoDestructors()
    {
        (List<string> calls, _) = Replay(Malloc(0, 8, thread: 3), Malloc(1, 8, thread: 1), Of(OperationKind.Exit, thread: 1), Of(OperationKind.Exit, thread: 3));
        Assert.That(calls[2..], Is.EqualTo(new[] { "1 exit" }));
    }

    [Test]
    public void LiveTotals_CountWhatTheProgramAskedFor()
    {
        (_, ObjectTable objects) = Replay(Malloc(0, 100), Malloc(1, 50), Free(0), Realloc(0, 1, 70), Of(OperationKind.Calloc, 2, 5, 4));
        Assert.That((objects.LiveCount, objects.LiveBytes, objects.PeakBytes), Is.EqualTo((2L, 90UL, 150UL)));
    }

    [TestCase(TouchMode.Size, 5)]
    [TestCase(TouchMode.First, 1)]
    public void AnObject_TouchesItsPages(TouchMode mode, int pages)
    {
        SimMachine machine = new();
        ReplayEngine<BumpAllocator, NoProbe> engine = new(machine, new BumpAllocator(new BumpHeap(machine)), default, new ReplayOptions { Touch = mode });
        engine.Run(new ListTrace(Malloc(0, (4 * 4096) + 1)));
        Assert.That(machine.Pages.ResidentBytes, Is.EqualTo((ulong)pages * 4096));
    }

    [Test]
    public void TheClock_IsTheTracesFromTheMachinesOrigin()
    {
        SimMachine machine = new();
        ReplayEngine<BumpAllocator, NoProbe> engine = new(machine, new BumpAllocator(new BumpHeap(machine)), default);
        engine.Run(new ListTrace(Malloc(0, 1, time: 5), Free(0, time: 77)));
        Assert.That((machine.NowNs, machine.OperationIndex, engine.OperationCount), Is.EqualTo((1_000_000_000_077L, 1L, 2L)));
    }

    [Test]
    public void ACallTheAllocatorLacks_IsAnErrorThatNamesIt()
        => Assert.That(() => Replay(Malloc(0, 1), Of(OperationKind.Dallocx, 0)), Throws.TypeOf<TraceFormatException>().With.Message.Contains("operation 1 calls dallocx"));

    [Test]
    public void AfterWarmUp_AnOperationAllocatesNothing()
    {
        SimMachine machine = new();
        BumpHeap heap = new(machine);
        ReplayEngine<BumpAllocator, NoProbe> engine = new(machine, new BumpAllocator(heap), default);
        Operation[] operations = [.. Enumerable.Range(0, 4096).Select(i => i % 2 == 0 ? Malloc(i, 64, thread: i % 3) : Free(i - 1, thread: i % 3))];
        engine.Run(operations);
        long before = GC.GetAllocatedBytesForCurrentThread();
        engine.Run(operations);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private static (List<string> Calls, ObjectTable Objects) Replay(params Operation[] operations)
    {
        SimMachine machine = new();
        BumpHeap heap = new(machine) { Calls = [] };
        ReplayEngine<BumpAllocator, ProbeList> engine = new(machine, new BumpAllocator(heap), new ProbeList([]));
        engine.Run(new ListTrace(operations));
        return (heap.Calls, engine.Objects);
    }
}
