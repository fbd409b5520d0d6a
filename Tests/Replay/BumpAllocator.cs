using AllocSim.Simulator.Allocation;

namespace AllocSim.Tests.Replay;

/// <summary>The seam over a <see cref="BumpHeap"/>.</summary>
internal readonly struct BumpAllocator(BumpHeap heap) : IAllocator, IRecordDumping
{
    public void Start(int mainThread)
    {
    }

    public ulong Malloc(int thread, ulong size)
    {
        heap.Calls?.Add($"{thread} malloc {size}");
        return heap.Allocate(16, size);
    }

    public ulong Calloc(int thread, ulong count, ulong size)
    {
        heap.Calls?.Add($"{thread} calloc {count} {size}");
        return heap.Allocate(16, count * size);
    }

    public ulong Memalign(int thread, ulong alignment, ulong size)
    {
        heap.Calls?.Add($"{thread} memalign {alignment} {size}");
        return heap.Allocate(alignment, size);
    }

    public ulong AlignedAlloc(int thread, ulong alignment, ulong size)
    {
        heap.Calls?.Add($"{thread} aligned_alloc {alignment} {size}");
        return heap.Allocate(alignment, size);
    }

    public ulong Realloc(int thread, ulong address, ulong size)
    {
        heap.Calls?.Add($"{thread} realloc {address:x} {size}");
        return heap.Allocate(16, size);
    }

    public void Free(int thread, ulong address) => heap.Calls?.Add($"{thread} free {address:x}");

    public void ThreadExit(int thread) => heap.Calls?.Add($"{thread} exit");

    public ulong UsableSize(ulong address) => heap.Sizes?.GetValueOrDefault(address) ?? 0;

    public void DumpRecords(TextWriter output, long index, ulong mapRoot) => output.WriteLine(FormattableString.Invariant($"bump next=0x{heap.Next:x} end=0x{heap.End:x}"));

    public void ReadTotals(ref HeapTotals totals)
    {
    }
}
