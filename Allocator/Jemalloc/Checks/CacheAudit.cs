using AllocSim.Allocator.Jemalloc.Caches;
using AllocSim.Allocator.Jemalloc.Extents.PageMap;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Simulator.Allocation;

namespace AllocSim.Allocator.Jemalloc.Checks;

/// <summary>Checks the caches of threads: each object is a region in use, or a large object, of the right class, and in one cache only.</summary>
internal sealed class CacheAudit(AuditedHeap heap)
{
    private readonly HashSet<ulong> _seen = [];

    /// <summary>Looks at every cached object.</summary>
    public void Run()
    {
        foreach (Tcache cache in heap.Caches)
        {
            if (cache.Arena is { } arena && !arena.Tcaches.Contains(cache))
            {
                throw new InvariantException($"arena {arena.Index} does not know a cache that it fills");
            }

            for (int szind = 0; szind < cache.CachedClassCount; szind++)
            {
                CheckBin(cache, szind);
            }
        }
    }

    private void CheckBin(Tcache cache, int szind)
    {
        ref CacheBin bin = ref cache.Bins[szind];
        if (bin.Full > bin.Head || bin.Head > bin.LowWater || bin.LowWater > bin.Empty)
        {
            throw new InvariantException($"a cache bin of size class {szind} has its head at {bin.Head} and its low water at {bin.LowWater}, outside {bin.Full} to {bin.Empty}");
        }

        for (int position = bin.Head; position < bin.Empty; position++)
        {
            CheckObject(cache.Slots[position], szind);
        }
    }

    private void CheckObject(ulong address, int szind)
    {
        int id = Rtree.Edata(heap.Rtree.Peek(address));
        if (id == EdataTable.Null || heap.Table[id].State != ExtentState.Active || heap.Table[id].Szind != szind)
        {
            throw new InvariantException($"the cached object 0x{address:x} of size class {szind} lies in {(id == EdataTable.Null ? "no extent" : heap.Describe(id))}");
        }

        bool isObject = heap.Table[id].IsSlab ? IsRegionInUse(id, address, heap.Sizes.Bins[szind]) : heap.Table[id].Address == address;
        if (!isObject)
        {
            throw new InvariantException($"the cached 0x{address:x} is no object in use of {heap.Describe(id)}");
        }

        if (!_seen.Add(address))
        {
            throw new InvariantException($"the object 0x{address:x} of size class {szind} is cached twice");
        }
    }

    private bool IsRegionInUse(int id, ulong address, BinInfo info)
    {
        ref Edata slab = ref heap.Table[id];
        ulong offset = address - slab.Address;
        ulong region = offset / info.RegionSize;
        ReadOnlySpan<ulong> bitmap = heap.Table.Bitmap(ref slab, info.RegionCount);
        return offset % info.RegionSize == 0 && region < (ulong)info.RegionCount && (bitmap[(int)(region >> 6)] >> (int)(region & 63) & 1) == 0;
    }
}
