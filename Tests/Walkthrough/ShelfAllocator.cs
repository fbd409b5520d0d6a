using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Tables;

namespace AllocSim.Tests.Walkthrough;

/// <summary>A <see cref="ShelfHeap"/> as a replay sees it.</summary>
internal readonly struct ShelfAllocator(ShelfHeap heap) : IAllocator, ITables
{
    public void Start(int mainThread)
    {
    }

    public ulong Malloc(int thread, ulong size) => heap.Allocate(size);

    public ulong Calloc(int thread, ulong count, ulong size) => Math.BigMul(count, size, out ulong bytes) == 0 ? heap.Allocate(bytes) : 0;

    // A power of two lies at a multiple of itself, up to a page; nothing is aligned to more.
    public ulong Memalign(int thread, ulong alignment, ulong size) => alignment > 4096 ? 0 : heap.Allocate(Math.Max(alignment, size));

    public ulong AlignedAlloc(int thread, ulong alignment, ulong size) => Memalign(thread, alignment, size);

    public ulong Realloc(int thread, ulong address, ulong size)
    {
        if (address != 0 && size <= heap.UsableSize(address))
        {
            return address;
        }

        ulong moved = heap.Allocate(size);
        if (moved != 0)
        {
            heap.Release(address);
        }

        return moved;
    }

    public void Free(int thread, ulong address) => heap.Release(address);

    public void ThreadExit(int thread)
    {
    }

    public ulong UsableSize(ulong address) => heap.UsableSize(address);

    public void ReadTotals(ref HeapTotals totals)
    {
        totals = default;
        totals.AllocatedBytes = heap.UsedBytes;
        totals.MappedBytes = heap.MappedBytes;
        totals.Own[0] = heap.Chunks;
    }

    public void ReadTable(string table, long nowNs, TableRows rows)
    {
        foreach ((ulong bytes, int free) in heap.Shelves())
        {
            rows.Add(bytes, free, bytes * (ulong)free);
        }
    }
}
