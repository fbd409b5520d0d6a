using AllocSim.Allocator.Jemalloc.Arenas;
using AllocSim.Allocator.Jemalloc.Caches;
using AllocSim.Allocator.Jemalloc.Extents;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Pages;
using AllocSim.Allocator.Jemalloc.Slabs;
using AllocSim.Allocator.Jemalloc.Tables.Snapshots;
using AllocSim.Allocator.Jemalloc.Threads;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Jemalloc.Heap;

/// <content>What detailed tables are made of; nothing here takes a lock or changes a counter.</content>
public sealed partial class JemallocHeap
{
    /// <summary>The machine.</summary>
    internal SimMachine Machine => _machine;

    /// <summary>Bytes of free objects in the caches of threads and in explicit ones.</summary>
    public ulong CachedBytes
    {
        get
        {
            ulong bytes = 0;
            foreach (Tsd thread in _threads)
            {
                bytes += BytesOf(thread.Tcache);
            }

            for (int i = 0; i < _explicit.Count; i++)
            {
                bytes += BytesOf(_explicit[i]);
            }

            return bytes;
        }
    }

    /// <summary>Where a live object lies.</summary>
    public void ReadPlace(ulong address, ref ObjectPlace place)
    {
        ref Edata edata = ref _table[_emap.Lookup(address)];
        int szind = edata.IsSlab ? edata.Szind : Math.Max(edata.Szind, _sizes.SmallCount); // A small sample of the heap profiler takes a large extent.
        place.SizeIndex = szind;
        place.UsableBytes = szind < _firstByPages ? _usableSizes[szind] : edata.Size - _sizes.LargePad;
        place.SlabAddress = edata.IsSlab ? edata.Address : 0;
        place.SlabBytes = edata.IsSlab ? edata.Size : 0;
    }

    /// <summary>The slabs by arena, size class and regions in use.</summary>
    public void ReadSlabs(ICollection<SlabSnapshot> slabs)
    {
        for (int i = 0; i < _arenas.Count; i++)
        {
            for (int szind = 0; szind < _sizes.SmallCount && _arenas.TryGet(i) is { } arena; szind++)
            {
                ReadSlabs(arena, szind, slabs);
            }
        }
    }

    /// <summary>Every bin that holds objects: caches of threads, by thread, then explicit ones, by number.</summary>
    public void ReadCaches(ICollection<CacheSnapshot> caches)
    {
        foreach (Tsd thread in _threads)
        {
            ReadCache(thread.Tcache, thread.Id, -1, caches);
        }

        for (int i = 0; i < _explicit.Count; i++)
        {
            ReadCache(_explicit[i], -1, i, caches);
        }
    }

    /// <summary>Unused pages of each arena, and what decay allows of them at a time from now on.</summary>
    public void ReadDecay(ICollection<DecaySnapshot> arenas, long nowNs)
    {
        for (int i = 0; i < _arenas.Count; i++)
        {
            if (_arenas.TryGet(i) is not { } arena)
            {
                continue;
            }

            Pac pac = arena.Pages.Pac;
            arenas.Add(new DecaySnapshot
            {
                Arena = arena.Index,
                DirtyPages = pac.Dirty.Pages,
                DirtyLimitPages = LimitOf(pac.DecayDirty, pac.Dirty, nowNs),
                MuzzyPages = pac.Muzzy.Pages,
                MuzzyLimitPages = LimitOf(pac.DecayMuzzy, pac.Muzzy, nowNs),
                DirtyPurgedPages = pac.Stats.Dirty.Purged,
                MuzzyPurgedPages = pac.Stats.Muzzy.Purged,
                DirtyPurges = pac.Stats.Dirty.Npurge,
                MuzzyPurges = pac.Stats.Muzzy.Npurge,
                MadviseCalls = pac.Stats.Dirty.Nmadvise + pac.Stats.Muzzy.Nmadvise,
            });
        }
    }

    /// <summary>What the huge page allocator of each arena holds, and what it has done.</summary>
    public void ReadPageSlabs(ICollection<PageSlabSnapshot> arenas)
    {
        for (int i = 0; i < _arenas.Count; i++)
        {
            if (_arenas.TryGet(i)?.Pages is { Hpa: { } hpa, Sec: { } sec })
            {
                arenas.Add(hpa.Show() with { Arena = i, CachedBytes = sec.CachedBytes });
            }
        }
    }

    private static ulong LimitOf(Decay decay, Ecache cache, long nowNs) => decay.TimeMs switch
    {
        < 0 => DecaySnapshot.NoLimit,
        0 => 0,
        _ => decay.AllowedAt(nowNs, cache.Pages),
    };

    private void ReadSlabs(Arena arena, int szind, ICollection<SlabSnapshot> slabs)
    {
        var info = _sizes.Bins[szind];
        long[] counts = new long[info.RegionCount + 1];
        List<int> ids = [];
        foreach (Bin bin in arena.BinsOf(szind))
        {
            ids.Clear();
            bin.SlabsNonfull.AddTo(_table, ids);
            if (bin.SlabCurrent != EdataTable.Null)
            {
                ids.Add(bin.SlabCurrent);
            }

            ids.ForEach(id => counts[info.RegionCount - _table[id].Nfree]++);
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

    private ulong BytesOf(Tcache? cache)
    {
        ulong bytes = 0;
        for (int i = 0; i < (cache?.Bins.Length ?? 0); i++)
        {
            bytes += (ulong)cache!.Bins[i].Count * _usableSizes[i];
        }

        return bytes;
    }

    private void ReadCache(Tcache? cache, int thread, int number, ICollection<CacheSnapshot> caches)
    {
        for (int i = 0; i < (cache?.Bins.Length ?? 0); i++)
        {
            ref CacheBin bin = ref cache!.Bins[i];
            if (bin.Count > 0)
            {
                caches.Add(new CacheSnapshot { Thread = thread, ExplicitCache = number, Arena = cache.Arena?.Index ?? -1, SizeIndex = i, SizeBytes = _usableSizes[i], Objects = bin.Count, Capacity = bin.Capacity });
            }
        }
    }
}
