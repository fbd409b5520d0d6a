using AllocSim.Allocator.Jemalloc;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;

namespace AllocSim.Tests.Replay;

[TestFixture]
internal sealed class LiveObjectCheckTests
{
    private readonly SimMachine _machine = new(new MachineOptions());

    [Test]
    public void TwoObjectsInOnePlace_AreFound()
    {
        LiveObjectCheck check = Open(out ulong address);
        Make(check, address);
        Assert.That(() => Make(check, address), Throws.TypeOf<InvariantException>().With.Message.Contains("overlaps"));
    }

    [Test]
    public void AnObjectInThePlaceOfAFreedOne_IsInOrder()
    {
        LiveObjectCheck check = Open(out ulong address);
        Make(check, address);
        check.Gone(1, new Operation { Kind = OperationKind.Free }, address, 0);
        Assert.That(() => Make(check, address), Throws.Nothing);
    }

    [TestCase("arena.2.reset", 0, true)]
    [TestCase("arena.2.destroy", 0, true)]
    [TestCase("arena.2.reset", 14, false)]
    [TestCase("arena.2.purge", 0, false)]
    public void AnArenasReset_DiscardsObjectsUnlessItFailed(string control, int error, bool isDiscarded)
    {
        LiveObjectCheck check = Open(out ulong address, control);
        Make(check, address);
        check.Controlled(1, new Operation { Kind = OperationKind.Ctl }, error, 0);
        Assert.That(() => Make(check, address), isDiscarded ? Throws.Nothing : Throws.TypeOf<InvariantException>());
    }

    private static void Make(LiveObjectCheck check, ulong address) =>
        check.Made(0, new Operation { Kind = OperationKind.Malloc }, address, 0);

    private LiveObjectCheck Open(out ulong address, string control = "")
    {
        BumpHeap heap = new(_machine) { Sizes = [] };
        address = heap.Allocate(16, 64);
        return new LiveObjectCheck(_machine, new BumpAllocator(heap), new ObjectTable(), PolicyTraits.Usual, 1) { DropsObjects = _ => default(JemallocAllocator).DropsObjects(control) };
    }
}
