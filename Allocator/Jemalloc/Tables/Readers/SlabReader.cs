using AllocSim.Allocator.Jemalloc.Arenas;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Inspection;
using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Allocator.Jemalloc.Slabs;
using AllocSim.Allocator.Jemalloc.Tables.Snapshots;

namespace AllocSim.Allocator.Jemalloc.Tables.Readers;

/// <summary>Bins and their slabs; takes no lock and changes no counter.</summary>
internal static class SlabReader
{
    /// <summary>The bins that were ever used, shards together, by arena and size.</summary>
    public static List<BinSnapshot> Bins(HeapView heap)
    {
        List<BinSnapshot> bins = [];
        foreach (Arena arena in heap.EachArena())
        {
            for (int szind = 0; szind < heap.Sizes.SmallCount; szind++)
            {
                BinSnapshot bin = Bin(heap, arena, szind);
                if (bin.Mallocs > 0)
                {
                    bins.Add(bin);
                }
            }
        }

        return bins;
    }

    /// <summary>The slabs by arena, size class and regions in use.</summary>
    public static List<SlabSnapshot> Slabs(HeapView heap)
    {
        List<SlabSnapshot> slabs = [];
        foreach (Arena arena in heap.EachArena())
        {
            for (int szind = 0; szind < heap.Sizes.SmallCount; szind++)
            {
                AddSlabs(heap, arena, szind, slabs);
            }
        }

        return slabs;
    }

    private static BinSnapshot Bin(HeapView heap, Arena arena, int szind)
    {
        BinInfo info = heap.Sizes.Bins[szind];
        BinSnapshot snapshot = new() { Arena = arena.Index, SizeIndex = szind, SizeBytes = info.RegionSize, RegionsPerSlab = info.RegionCount, SlabBytes = info.SlabSize };
        foreach (Bin shard in arena.BinsOf(szind))
        {
            snapshot.Slabs += (long)shard.Stats.Curslabs;
            snapshot.NonfullSlabs += (long)shard.Stats.NonfullSlabs;
            snapshot.Regions += (long)shard.Stats.Curregs;
            snapshot.Mallocs += (long)shard.Stats.Nmalloc;
            snapshot.Dallocs += (long)shard.Stats.Ndalloc;
            snapshot.Requests += (long)shard.Stats.Nrequests;
        }

        return snapshot;
    }

    private static void AddSlabs(HeapView heap, Arena arena, int szind, List<SlabSnapshot> slabs)
    {
        BinInfo info = heap.Sizes.Bins[szind];
        long[] counts = new long[info.RegionCount + 1];
        List<int> ids = [];
        foreach (Bin bin in arena.BinsOf(szind))
        {
            ids.Clear();
            bin.SlabsNonfull.AddTo(heap.Table, ids);
            if (bin.SlabCurrent != EdataTable.Null)
            {
                ids.Add(bin.SlabCurrent);
            }

            ids.ForEach(id => counts[info.RegionCount - heap.Table[id].Nfree]++);
            counts[info.RegionCount] += (long)bin.Stats.Curslabs - ids.Count;
        }

        for (int regions = 0; regions < counts.Length; regions++)
        {
            if (counts[regions] != 0)
            {
                slabs.Add(new SlabSnapshot { Arena = arena.Index, SizeIndex = szind, SizeBytes = info.RegionSize, SlabBytes = info.SlabSize, RegionsPerSlab = info.RegionCount, Regions = regions, Slabs = counts[regions] });
            }
        }
    }
}
