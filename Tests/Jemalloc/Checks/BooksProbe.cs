using AllocSim.Allocator.Jemalloc.Heap;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;

namespace AllocSim.Tests.Jemalloc.Checks;

/// <summary>Has the heap check its books before every so many operations.</summary>
internal readonly struct BooksProbe(JemallocHeap heap, int every) : IReplayProbe
{
    public void Before(long index, in Operation operation)
    {
        if (index % every == 0)
        {
            Check(index);
        }
    }

    /// <summary>Checks now; the message says at which operation.</summary>
    public void Check(long index)
    {
        try
        {
            heap.CheckInvariants();
        }
        catch (InvariantException e)
        {
            throw new InvariantException($"before operation {index}: {e.Message}");
        }
    }

    public void Made(long index, in Operation operation, ulong address, ulong size)
    {
    }

    public void Gone(long index, in Operation operation, ulong address, ulong size)
    {
    }

    public void Resized(long index, in Operation operation, ulong address, ulong oldSize, ulong newSize)
    {
    }

    public void Sized(long index, in Operation operation, ulong size)
    {
    }

    public void Controlled(long index, in Operation operation, int error, ulong value)
    {
    }
}
