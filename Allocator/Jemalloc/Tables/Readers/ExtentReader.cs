using AllocSim.Allocator.Jemalloc.Arenas;
using AllocSim.Allocator.Jemalloc.Extents.PageMap;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Huge;
using AllocSim.Allocator.Jemalloc.Inspection;
using AllocSim.Allocator.Jemalloc.Metadata;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Tables.Snapshots;
using AllocSim.Simulator.Allocation;

namespace AllocSim.Allocator.Jemalloc.Tables.Readers;

/// <summary>Extents; takes no lock and changes no counter.</summary>
internal static class ExtentReader
{
    /// <summary>Every extent of the page map, what is unused of page slabs, and every block of metadata, by address.</summary>
    public static List<ExtentSnapshot> Extents(HeapView heap)
    {
        List<ExtentSnapshot> all = [];
        foreach ((ulong first, ReadOnlyMemory<ulong> segment) in heap.Map.Segments)
        {
            ReadOnlySpan<ulong> elements = segment.Span;
            for (int i = 0; i < elements.Length; i++)
            {
                int id = Rtree.Edata(elements[i]);
                ulong address = first + ((ulong)i << heap.Sizes.LgPage);
                if (id != EdataTable.Null && heap.Table.BaseOf(heap.Table[id]) == address)
                {
                    all.Add(Extent(heap, ref heap.Table[id], address));
                }
            }
        }

        foreach (Arena arena in heap.EachArena())
        {
            all.AddRange(arena.Base.Blocks.Select(block => new ExtentSnapshot { Address = block.Address, Bytes = block.Bytes, Use = ExtentUse.Metadata, Arena = arena.Index, SizeIndex = -1 }));
        }

        AddUnusedOfPageSlabs(heap, all);
        all.Sort((a, b) => a.Address.CompareTo(b.Address));
        return all;
    }

    /// <summary>What each arena has, page slabs in one piece.</summary>
    public static void ReadOwners(HeapView heap, ICollection<OwnedRange> ranges)
    {
        foreach ((ulong first, ReadOnlyMemory<ulong> segment) in heap.Map.Segments)
        {
            ReadOnlySpan<ulong> elements = segment.Span;
            for (int i = 0; i < elements.Length && elements[i..].IndexOfAnyExcept(0UL) is >= 0 and var empty;)
            {
                i += empty;
                int id = Rtree.Edata(elements[i]);
                ulong address = first + ((ulong)i << heap.Sizes.LgPage);
                if (id == EdataTable.Null || heap.Table.BaseOf(heap.Table[id]) != address)
                {
                    i++;
                    continue;
                }

                if (!heap.Table[id].IsHpa)
                {
                    ranges.Add(new OwnedRange(address, heap.Table[id].Size, heap.Table[id].Arena));
                }

                i += (int)Math.Max(1, Math.Min(heap.Table[id].Size >> heap.Sizes.LgPage, (ulong)elements.Length));
            }
        }

        foreach (Arena arena in heap.EachArena())
        {
            foreach (MetadataBlock block in arena.Base.Blocks)
            {
                ranges.Add(new OwnedRange(block.Address, block.Bytes, arena.Index));
            }

            foreach (Hpdata slab in arena.Pages.Hpa?.PageSlabs ?? [])
            {
                ranges.Add(new OwnedRange(slab.Address, JemallocOptions.HugePage, arena.Index));
            }
        }
    }

    // What lies between the extents of page slabs, and what no arena has asked for yet, has no record of its own.
    private static void AddUnusedOfPageSlabs(HeapView heap, List<ExtentSnapshot> all)
    {
        foreach (Arena arena in heap.EachArena())
        {
            foreach (Hpdata slab in arena.Pages.Hpa?.PageSlabs ?? [])
            {
                foreach ((int first, int length, bool isDirty) in slab.UnusedRuns())
                {
                    all.Add(Unused(slab.Address + ((ulong)first << heap.Sizes.LgPage), (ulong)length << heap.Sizes.LgPage, arena.Index, isDirty ? ExtentUse.Dirty : ExtentUse.Retained));
                }
            }
        }

        if (heap.Arenas.Hpa is { EdenBytes: > 0 } central)
        {
            all.Add(Unused(central.Eden, central.EdenBytes, -1, ExtentUse.Retained));
        }
    }

    private static ExtentSnapshot Unused(ulong address, ulong bytes, int arena, ExtentUse use)
        => new() { Address = address, Bytes = bytes, Use = use, Arena = arena, SizeIndex = -1 };

    private static ExtentSnapshot Extent(HeapView heap, ref Edata edata, ulong address)
    {
        bool isCached = edata.State == ExtentState.Active && edata.Szind == heap.Sizes.Count;
        bool isActive = edata.State == ExtentState.Active && !isCached;
        bool isSlab = isActive && edata.IsSlab;
        return new ExtentSnapshot
        {
            Address = address,
            Bytes = edata.Size,
            Use = edata.State switch
            {
                ExtentState.Dirty => ExtentUse.Dirty,
                ExtentState.Muzzy => ExtentUse.Muzzy,
                ExtentState.Retained => ExtentUse.Retained,
                _ when isCached => edata.IsHpa ? ExtentUse.Dirty : ExtentUse.Retained, // In the small extent cache, or the rest of a bump region.
                _ => isSlab ? ExtentUse.Slab : ExtentUse.Large,
            },
            Arena = edata.Arena,
            SizeIndex = isActive ? edata.Szind : -1,
            FreeRegions = isSlab ? edata.Nfree : 0,
            Regions = isSlab ? heap.Sizes.Bins[edata.Szind].RegionCount : 0,
            SerialNumber = edata.Serial,
        };
    }
}
