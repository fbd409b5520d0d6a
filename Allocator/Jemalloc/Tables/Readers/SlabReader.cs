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
    /// <summary>The bins of each size class that were ever used, over all arenas, by size class.</summary>
    public static List<BinSnapshot> Bins(HeapView heap)
    {
        Arena[] arenas = [.. heap.EachArena()];
        List<BinSnapshot> bins = new(heap.Sizes.SmallCount);
        for (int szind = 0; szind < heap.Sizes.SmallCount; szind++)
        {
            BinSnapshot bin = Bin(heap, arenas, szind);
            if (bin.Mallocs > 0)
            {
                bins.Add(bin);
            }
        }

        return bins;
    }

    /// <summary>The slabs over all arenas, by size class and regions in use.</summary>
    public static List<SlabSnapshot> Slabs(HeapView heap)
    {
        Arena[] arenas = [.. heap.EachArena()];
        List<SlabSnapshot> slabs = [];
        List<int> ids = [];
        for (int szind = 0; szind < heap.Sizes.SmallCount; szind++)
        {
            AddSlabs(heap, arenas, szind, slabs, ids);
        }

        return slabs;
    }

    private static BinSnapshot Bin(HeapView heap, Arena[] arenas, int szind)
    {
        BinInfo info = heap.Sizes.Bins[szind];
        BinSnapshot snapshot = new() { SizeIndex = szind, SizeBytes = info.RegionSize, RegionsPerSlab = info.RegionCount, SlabBytes = info.SlabSize };
        foreach (Arena arena in arenas)
        {
            foreach (Bin shard in arena.BinsOf(szind))
            {
                snapshot.Slabs += (long)shard.Stats.Curslabs;
                snapshot.NonfullSlabs += (long)shard.Stats.NonfullSlabs;
                snapshot.Regions += (long)shard.Stats.Curregs;
                snapshot.Mallocs += (long)shard.Stats.Nmalloc;
                snapshot.Dallocs += (long)shard.Stats.Ndalloc;
                snapshot.Requests += (long)shard.Stats.Nrequests;
            }
        }

        return snapshot;
    }

    private static void AddSlabs(HeapView heap, Arena[] arenas, int szind, List<SlabSnapshot> slabs, List<int> ids)
    {
        BinInfo info = heap.Sizes.Bins[szind];
        Span<long> counts = stackalloc long[info.RegionCount + 1];
        counts.Clear();
        bool isUsed = false;
        foreach (Arena arena in arenas)
        {
            foreach (Bin bin in arena.BinsOf(szind))
            {
                if (bin.Stats.Curslabs == 0)
                {
                    continue;
                }

                isUsed = true;
                ids.Clear();
                bin.SlabsNonfull.AddTo(heap.Table, ids);
                if (bin.SlabCurrent != EdataTable.Null)
                {
                    ids.Add(bin.SlabCurrent);
                }

                foreach (int id in ids)
                {
                    counts[info.RegionCount - heap.Table[id].Nfree]++;
                }

                counts[info.RegionCount] += (long)bin.Stats.Curslabs - ids.Count;
            }
        }

        for (int regions = 0; isUsed && regions < counts.Length; regions++)
        {
            if (counts[regions] != 0)
            {
                slabs.Add(new SlabSnapshot { SizeIndex = szind, SizeBytes = info.RegionSize, SlabBytes = info.SlabSize, RegionsPerSlab = info.RegionCount, Regions = regions, Slabs = counts[regions] });
            }
        }
    }
}
