using AllocSim.Allocator.Jemalloc.Arenas;
using AllocSim.Allocator.Jemalloc.Extents.PageMap;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Huge;
using AllocSim.Allocator.Jemalloc.Slabs;
using AllocSim.Allocator.Jemalloc.Tables.Snapshots;

namespace AllocSim.Allocator.Jemalloc.Heap;

/// <content>Slabs and extents as reports see them; nothing here takes a lock or changes a counter.</content>
public sealed partial class JemallocHeap
{
    /// <summary>The bins that were ever used, shards together, by arena and size.</summary>
    public void ReadBins(ICollection<BinSnapshot> bins)
    {
        for (int i = 0; i < _arenas.Count; i++)
        {
            if (_arenas.TryGet(i) is not { } arena)
            {
                continue;
            }

            for (int szind = 0; szind < _sizes.SmallCount; szind++)
            {
                BinSnapshot bin = ReadBin(arena, szind);
                if (bin.Mallocs > 0)
                {
                    bins.Add(bin);
                }
            }
        }
    }

    /// <summary>Every extent of the page map, what is unused of page slabs, and every block of metadata, by address.</summary>
    public void ReadExtents(ICollection<ExtentSnapshot> extents)
    {
        List<ExtentSnapshot> all = [];
        foreach ((ulong first, ReadOnlyMemory<ulong> segment) in _rtree.Segments)
        {
            ReadOnlySpan<ulong> elements = segment.Span;
            for (int i = 0; i < elements.Length; i++)
            {
                int id = Rtree.Edata(elements[i]);
                ulong address = first + ((ulong)i << _sizes.LgPage);
                if (id != EdataTable.Null && _table.BaseOf(_table[id]) == address)
                {
                    all.Add(ReadExtent(ref _table[id], address));
                }
            }
        }

        for (int i = 0; i < _arenas.Count; i++)
        {
            if (_arenas.TryGet(i) is { } arena)
            {
                all.AddRange(arena.Base.Blocks.Select(block => new ExtentSnapshot { Address = block.Address, Bytes = block.Bytes, Use = ExtentUse.Metadata, Arena = arena.Index, SizeIndex = -1 }));
            }
        }

        AddUnusedOfPageSlabs(all);
        all.Sort((a, b) => a.Address.CompareTo(b.Address));
        all.ForEach(extents.Add);
    }

    // What lies between the extents of page slabs, and what no arena has asked for yet, has no record of its own.
    private void AddUnusedOfPageSlabs(List<ExtentSnapshot> all)
    {
        for (int i = 0; i < _arenas.Count; i++)
        {
            foreach (Hpdata slab in _arenas.TryGet(i)?.Pages.Hpa?.PageSlabs ?? [])
            {
                foreach ((int first, int length, bool isDirty) in slab.UnusedRuns())
                {
                    all.Add(Unused(slab.Address + ((ulong)first << _sizes.LgPage), (ulong)length << _sizes.LgPage, i, isDirty ? ExtentUse.Dirty : ExtentUse.Retained));
                }
            }
        }

        if (_arenas.Hpa is { EdenBytes: > 0 } central)
        {
            all.Add(Unused(central.Eden, central.EdenBytes, -1, ExtentUse.Retained));
        }
    }

    private static ExtentSnapshot Unused(ulong address, ulong bytes, int arena, ExtentUse use)
        => new() { Address = address, Bytes = bytes, Use = use, Arena = arena, SizeIndex = -1 };

    /// <summary>Size classes that thread caches take.</summary>
    internal int CachedClassCount => Math.Min(_layout.BinCount, _sizes.Count);

    /// <summary>Bytes of a size class.</summary>
    internal ulong SizeOf(int szind) => _sizes.IndexToSize(szind);

    /// <summary>What thread caches did for a size class, over all arenas.</summary>
    internal CacheUseSnapshot ReadCacheUse(int szind)
    {
        CacheUseSnapshot sum = default;
        for (int i = 0; i < _arenas.Count; i++)
        {
            if (_arenas.TryGet(i) is { } arena)
            {
                sum.Add(arena.ReadCacheUse(szind));
            }
        }

        return sum;
    }

    private BinSnapshot ReadBin(Arena arena, int szind)
    {
        var info = _sizes.Bins[szind];
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

    private ExtentSnapshot ReadExtent(ref Edata edata, ulong address)
    {
        bool isCached = edata.State == ExtentState.Active && edata.Szind == _sizes.Count;
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
            Regions = isSlab ? _sizes.Bins[edata.Szind].RegionCount : 0,
            SerialNumber = edata.Serial,
        };
    }
}
