using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Locks;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;

namespace AllocSim.Tests.Reports;

/// <summary>Finds an operation after which an allocator's totals are others although no mutex was taken.</summary>
internal sealed class TotalsProbe(IAllocator allocator, AcquisitionCounter changes) : IReplayProbe
{
    private HeapTotals _totals;
    private long _change = -1;

    public string Found { get; private set; } = "";

    public long Unchanged { get; private set; }

    public void Before(long index, in Operation operation)
    {
        HeapTotals now = default;
        allocator.ReadTotals(ref now);
        if (changes.Count == _change)
        {
            Unchanged++;
            if (!now.Equals(_totals))
            {
                Found += $"operation {index - 1}; ";
            }
        }

        _change = changes.Count;
        _totals = now;
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
