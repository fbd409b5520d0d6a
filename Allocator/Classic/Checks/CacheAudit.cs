using AllocSim.Allocator.Classic.Caches;
using AllocSim.Allocator.Classic.Chunks;
using AllocSim.Allocator.Classic.Threads;
using AllocSim.Simulator.Allocation;

namespace AllocSim.Allocator.Classic.Checks;

/// <summary>Checks the threads' caches: what they hold is in use, of the right class, and nowhere twice.</summary>
internal sealed class CacheAudit(ClassicHeap heap)
{
    private readonly HashSet<ulong> _cached = [];

    /// <summary>Checks all caches.</summary>
    public void Run()
    {
        foreach (ThreadRecord thread in heap.Threads)
        {
            if (thread.Cache is not { } cache)
            {
                continue;
            }

            for (int i = 0; i < cache.Bins.Length; i++)
            {
                CheckBin(thread.Id, cache.Bins[i], i);
            }
        }
    }

    private void CheckBin(int thread, in CacheBin bin, int index)
    {
        if (bin.Count < 0 || bin.Count > bin.Max || bin.LowWater > bin.Count)
        {
            throw new InvariantException($"thread {thread}: the cache's class {index} holds {bin.Count} objects, at least {bin.LowWater} since its collection, at most {bin.Max}");
        }

        int smallBins = heap.Parts.Geometry.Bins.Length;
        ulong size = index < smallBins ? heap.Parts.Geometry.Bins[index].RegionBytes : (ulong)(index - smallBins + 1) << heap.Parts.Geometry.PageShift;
        foreach (ulong address in bin.Objects.AsSpan(0, bin.Count))
        {
            if (!_cached.Add(address) || !IsInUse(address) || heap.UsableSize(address) != size)
            {
                throw new InvariantException($"thread {thread}: the cache's class {index} holds 0x{address:x}, which is no object of {size} bytes in use, or cached twice");
            }
        }
    }

    private bool IsInUse(ulong address)
    {
        if (heap.Parts.Table.Find(address) is not { } chunk)
        {
            return false;
        }

        int page = (int)((address - chunk.Address) >> heap.Parts.Geometry.PageShift);
        return chunk.RunAt[page] is { } run
            ? address < run.Next && !run.Freed.Contains((uint)(address - run.Address))
            : (chunk.Map[page] & (Chunk.Allocated | Chunk.Large)) == (Chunk.Allocated | Chunk.Large);
    }
}
