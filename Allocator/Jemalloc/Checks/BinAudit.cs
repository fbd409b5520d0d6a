using AllocSim.Allocator.Jemalloc.Arenas;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Allocator.Jemalloc.Slabs;
using AllocSim.Simulator.Allocation;

namespace AllocSim.Allocator.Jemalloc.Checks;

/// <summary>Checks an arena's bins: each slab is where its free regions say, its bitmap agrees with its count, and the counters with the slabs.</summary>
/// <inheritdoc cref="ArenaAudit"/>
internal sealed class BinAudit(AuditedHeap heap, Arena arena, List<int> extents, ExtentPlaces places)
{
    private readonly ulong[] _slabs = new ulong[heap.Sizes.SmallCount * BinShardOverride.MaxShards];
    private readonly ulong[] _used = new ulong[heap.Sizes.SmallCount * BinShardOverride.MaxShards];

    /// <summary>Compares everything.</summary>
    public void Run()
    {
        for (int szind = 0; szind < heap.Sizes.SmallCount; szind++)
        {
            foreach (Bin bin in arena.BinsOf(szind))
            {
                ClaimSlabs(bin, szind);
            }
        }

        foreach (int id in extents)
        {
            if (heap.IsSlab(heap.Table[id]))
            {
                CheckSlab(id);
            }
        }

        for (int szind = 0; szind < heap.Sizes.SmallCount; szind++)
        {
            for (int shard = 0; shard < arena.BinsOf(szind).Length; shard++)
            {
                CheckCounters(arena.BinsOf(szind)[shard], szind, shard);
            }
        }
    }

    private void ClaimSlabs(Bin bin, int szind)
    {
        List<int> nonfull = [];
        bin.SlabsNonfull.AddTo(heap.Table, nonfull);
        nonfull.ForEach(id => places.Claim(id, ExtentPlace.NonfullSlab));
        if (bin.SlabCurrent != EdataTable.Null)
        {
            places.Claim(bin.SlabCurrent, ExtentPlace.CurrentSlab);
        }

        for (int id = bin.SlabsFull.First; id != EdataTable.Null; id = heap.Table[id].ListNext)
        {
            places.Claim(id, ExtentPlace.FullSlab);
        }

        // A reset arena forgets slabs without counting them, as in the library.
        if (arena.IsAuto && bin.Stats.NonfullSlabs != (ulong)nonfull.Count)
        {
            throw Broken(szind, $"{bin.Stats.NonfullSlabs} slabs with free regions by the books, {nonfull.Count} found");
        }
    }

    private void CheckSlab(int id)
    {
        ref Edata slab = ref heap.Table[id];
        BinInfo info = heap.Sizes.Bins[slab.Szind];
        int words = (info.RegionCount + 63) / 64;
        int free = SlabBitmap.CountFree(heap.Table.Bitmap(ref slab, info.RegionCount)[..words]);
        if (free != slab.Nfree || slab.Size != info.SlabSize || slab.BinShard >= arena.BinsOf(slab.Szind).Length)
        {
            throw Broken(slab.Szind, $"{heap.Describe(id)} in shard {slab.BinShard} has {free} regions free in its bitmap, {slab.Nfree} by its count; a slab is {info.SlabSize} bytes");
        }

        if (places[id] == ExtentPlace.Nowhere && arena.IsAuto)
        {
            places.Claim(id, ExtentPlace.FullSlab);
        }

        bool fits = places[id] switch
        {
            ExtentPlace.CurrentSlab => free < info.RegionCount,
            ExtentPlace.NonfullSlab => free > 0 && free < info.RegionCount,
            _ => places[id] == ExtentPlace.FullSlab && free == 0,
        };
        if (!fits)
        {
            throw Broken(slab.Szind, $"{heap.Describe(id)} with {free} of {info.RegionCount} regions free is {places[id]}");
        }

        int index = (slab.Szind * BinShardOverride.MaxShards) + slab.BinShard;
        _slabs[index]++;
        _used[index] += (ulong)(info.RegionCount - free);
    }

    private void CheckCounters(Bin bin, int szind, int shard)
    {
        int index = (szind * BinShardOverride.MaxShards) + shard;
        if (bin.Stats.Curslabs != _slabs[index] || bin.Stats.Curregs != _used[index])
        {
            throw Broken(szind, $"shard {shard} has {bin.Stats.Curslabs} slabs and {bin.Stats.Curregs} regions in use by the books, {_slabs[index]} and {_used[index]} were found");
        }
    }

    private InvariantException Broken(int szind, string what) => new($"arena {arena.Index}, bin {szind}: {what}");
}
