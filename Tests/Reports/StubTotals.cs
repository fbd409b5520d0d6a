using AllocSim.Simulator.Allocation;

namespace AllocSim.Tests.Reports;

/// <summary>An allocator that only says of itself what it is told to.</summary>
internal sealed class StubTotals : IAllocator
{
    public HeapTotals Totals { get; set; }

    public void Start(int mainThread)
    {
    }

    public ulong Malloc(int thread, ulong size) => 0;

    public ulong Calloc(int thread, ulong count, ulong size) => 0;

    public ulong Memalign(int thread, ulong alignment, ulong size) => 0;

    public ulong AlignedAlloc(int thread, ulong alignment, ulong size) => 0;

    public ulong Realloc(int thread, ulong address, ulong size) => 0;

    public void Free(int thread, ulong address)
    {
    }

    public void ThreadExit(int thread)
    {
    }

    public ulong UsableSize(ulong address) => 0;

    public void ReadTotals(ref HeapTotals totals) => totals = Totals;
}
