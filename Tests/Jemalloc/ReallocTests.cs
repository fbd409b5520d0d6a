using AllocSim.Allocator.Jemalloc.Heap;
using AllocSim.Allocator.Jemalloc.Options.Conf;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;

namespace AllocSim.Tests.Jemalloc;

[TestFixture]
internal sealed class ReallocTests
{
    [TestCase("free", 0UL)]
    [TestCase("alloc", 8UL)]
    public void ReallocToZero_FreesOrAllocatesTheSmallestClass(string action, ulong usable)
    {
        JemallocHeap heap = Heap(action);
        ulong address = heap.Realloc(0, heap.Malloc(0, 100), 0);
        ObjectPlace place = default;
        if (address != 0)
        {
            heap.ReadPlace(address, ref place);
        }

        Assert.That(place.UsableBytes, Is.EqualTo(usable));
    }

    [Test]
    public void ReallocToZero_EndsTheRunWithALine_WhereItWouldEndTheProgram()
    {
        JemallocHeap heap = Heap("abort");
        ulong address = heap.Malloc(0, 100);
        Assert.That(() => heap.Realloc(0, address, 0), Throws.TypeOf<TraceFormatException>().With.Message.Contains("zero_realloc:abort"));
    }

    private static JemallocHeap Heap(string action) => new(new SimMachine(new MachineOptions()), MallocConf.Parse("zero_realloc:" + action).Options);
}
