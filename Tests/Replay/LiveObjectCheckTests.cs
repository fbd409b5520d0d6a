using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Policies;
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

    private static void Make(LiveObjectCheck check, ulong address) =>
        check.Made(0, new Operation { Kind = OperationKind.Malloc }, address, 0);

    private LiveObjectCheck Open(out ulong address)
    {
        BumpHeap heap = new(_machine) { Sizes = [] };
        address = heap.Allocate(16, 64);
        return new LiveObjectCheck(_machine, new BumpAllocator(heap), new ObjectTable(), PolicyTraits.Usual, 1);
    }
}
