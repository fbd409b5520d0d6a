using AllocSim.Allocator.Jemalloc.Arenas;
using AllocSim.Allocator.Jemalloc.Contended;
using AllocSim.Allocator.Jemalloc.Extents.PageMap;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Allocator.Jemalloc.Slabs;
using AllocSim.Allocator.Jemalloc.Threads;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Jemalloc.Caches;

/// <summary>Gives objects of a cache back to the arenas and bins that they came from, the longest unused first.</summary>
/// <remarks>
/// One pass an owner: the first object left decides whose turn it is, the others are put off. Source: jemalloc 5.3.0, `src/tcache.c`
/// (tcache_bin_flush_impl).
/// </remarks>
internal sealed class TcacheFlusher(SizeClasses sizes, EdataTable table, Emap emap, ArenaTable arenas, TcacheLayout layout, SlabReturn slabReturn, SimMachine machine)
{
    private readonly int[] _extents = new int[Math.Min(layout.LargestCapacity, layout.FlushBatch)];
    private readonly int[] _emptySlabs = new int[Math.Min(layout.LargestCapacity, layout.FlushBatch)];

    /// <summary>Flushes a bin of small objects until a number of them is left.</summary>
    public void FlushSmall(Tsd thread, Tcache cache, int szind, int remaining)
    {
        ref CacheBin bin = ref cache.Bins[szind];
        int count = Math.Max(bin.Count - remaining, 0);
        cache.FillBurst[szind] = 0;
        bool merged = false;
        Span<ulong> objects = Flushed(cache, bin, count);
        for (; objects.Length > layout.FlushBatch; objects = objects[layout.FlushBatch..])
        {
            FlushSmall(thread, cache, szind, objects[..layout.FlushBatch], ref merged);
        }

        FlushSmall(thread, cache, szind, objects, ref merged);
        Finish(cache, ref bin, count);
    }

    /// <summary>Flushes a bin of large objects until a number of them is left.</summary>
    public void FlushLarge(Tsd thread, Tcache cache, int szind, int remaining)
    {
        ref CacheBin bin = ref cache.Bins[szind];
        int count = Math.Max(bin.Count - remaining, 0);
        bool merged = false;
        Span<ulong> objects = Flushed(cache, bin, count);
        for (; objects.Length > layout.FlushBatch; objects = objects[layout.FlushBatch..])
        {
            FlushLarge(thread, cache, szind, objects[..layout.FlushBatch], ref merged);
        }

        FlushLarge(thread, cache, szind, objects, ref merged);
        Finish(cache, ref bin, count);
    }

    /// <summary>Flushes everything.</summary>
    public void FlushAll(Tsd thread, Tcache cache)
    {
        for (int i = 0; i < cache.CachedClassCount; i++)
        {
            if (cache.Bins[i].Capacity == 0)
            {
                continue;
            }

            if (i < sizes.SmallCount)
            {
                FlushSmall(thread, cache, i, 0);
            }
            else
            {
                FlushLarge(thread, cache, i, 0);
            }
        }
    }

    // They lie with the newest of them first.
    private Span<ulong> Flushed(Tcache cache, in CacheBin bin, int count)
    {
        Span<ulong> objects = cache.Slots.AsSpan(bin.Empty - count, count);
        if (layout.FlushesOldestFirst)
        {
            objects.Reverse();
        }

        return objects;
    }

    private void FlushSmall(Tsd thread, Tcache cache, int szind, Span<ulong> objects, ref bool merged)
    {
        ref CacheBin cacheBin = ref cache.Bins[szind];
        Span<int> extents = LookUp(objects, szind);
        int emptySlabs = 0;
        int left = objects.Length;
        while (left > 0)
        {
            ref Edata first = ref table[extents[0]];
            Arena arena = arenas[first.Arena];
            Bin bin = arena.BinsOf(szind)[first.BinShard];
            bin.Lock.Lock(thread);
            if (cache.Arena == arena && !merged)
            {
                merged = true;
                MergeRequests(bin, ref cacheBin);
            }

            int turn = layout.GathersOwners ? GatherFirst(objects, extents) : left;
            int deferred = DallocRegions(thread, arena, bin, szind, objects[..turn], extents, ref emptySlabs);
            if (turn < left)
            {
                deferred = left - turn;
                objects = objects[turn..];
                extents = extents[turn..];
            }

            arena.CountReturned(bin, sizes.Bins[szind], left - deferred);
            arena.Charge(JemallocCost.TcacheFlush);
            arena.Charge(JemallocCost.TcacheFlushRegion, left - deferred);
            bin.Lock.Unlock(thread);
            arena.DecayTick(thread, left - deferred);
            left = deferred;
        }

        for (int i = 0; i < emptySlabs; i++)
        {
            int slab = _emptySlabs[i];
            arenas[table[slab].Arena].DallocSlab(thread, slab);
        }

        if (!merged)
        {
            merged = true;
            Bin bin = cache.Arena!.ChooseBin(thread, szind, out _);
            bin.Lock.Lock(thread);
            MergeRequests(bin, ref cacheBin);
            bin.Lock.Unlock(thread);
        }
    }

    // Those of the first one's owner change places with what lies behind the last of them. Returns how many they are.
    private int GatherFirst(Span<ulong> objects, Span<int> extents)
    {
        ulong owner = table[extents[0]].Owner;
        int count = 1;
        for (int i = 1; i < objects.Length; i++)
        {
            if (table[extents[i]].Owner == owner)
            {
                (objects[count], objects[i]) = (objects[i], objects[count]);
                (extents[count], extents[i]) = (extents[i], extents[count]);
                count++;
            }
        }

        return count;
    }

    // Returns how many belong elsewhere; they are moved to the front.
    private int DallocRegions(Tsd thread, Arena arena, Bin bin, int szind, Span<ulong> objects, Span<int> extents, ref int emptySlabs)
    {
        BinInfo info = sizes.Bins[szind];
        ulong owner = table[extents[0]].Owner;
        int deferred = 0;
        for (int i = 0; i < objects.Length; i++)
        {
            int slab = extents[i];
            ulong address = objects[i];
            ref Edata edata = ref table[slab];
            if (edata.Owner != owner)
            {
                objects[deferred] = address;
                extents[deferred++] = slab;
            }
            else if (arena.DallocRegionLocked(bin, info, slab, ref edata, address) && !slabReturn.TryNow(thread, arena, bin, slab))
            {
                _emptySlabs[emptySlabs++] = slab;
            }
        }

        return deferred;
    }

    private void FlushLarge(Tsd thread, Tcache cache, int szind, Span<ulong> objects, ref bool merged)
    {
        ref CacheBin cacheBin = ref cache.Bins[szind];
        Span<int> extents = LookUp(objects, szind);
        int left = objects.Length;
        while (left > 0)
        {
            Arena arena = arenas[table[extents[0]].Arena];
            PrepareLarge(thread, arena, extents[..left]);
            if (cache.Arena == arena && !merged)
            {
                merged = true;
                MergeLargeRequests(arena, szind, ref cacheBin);
            }

            int deferred = 0;
            for (int i = 0; i < left; i++)
            {
                if (table[extents[i]].Arena != arena.Index)
                {
                    objects[deferred] = objects[i];
                    extents[deferred++] = extents[i];
                }
                else
                {
                    arena.FinishDallocLarge(thread, extents[i]);
                }
            }

            arena.DecayTick(thread, left - deferred);
            left = deferred;
        }

        if (!merged)
        {
            merged = true;
            MergeLargeRequests(cache.Arena!, szind, ref cacheBin);
        }
    }

    private void PrepareLarge(Tsd thread, Arena arena, ReadOnlySpan<int> extents)
    {
        bool isLocked = !arena.IsAuto || layout.AlwaysLocksLarge;
        if (isLocked)
        {
            arena.LargeMutex.Lock(thread);
        }

        foreach (int id in extents)
        {
            if (table[id].Arena == arena.Index)
            {
                arena.PrepareDallocLarge(id);
            }
        }

        if (isLocked)
        {
            arena.LargeMutex.Unlock(thread);
        }
    }

    private Span<int> LookUp(ReadOnlySpan<ulong> objects, int szind)
    {
        Span<int> extents = _extents.AsSpan(0, objects.Length);
        bool isSlab = szind < sizes.SmallCount;
        for (int i = 0; i < objects.Length; i++)
        {
            int id = objects[i] == 0 ? EdataTable.Null : emap.Lookup(objects[i]); // sdallocx lets a null pointer into a cache.
            if (id == EdataTable.Null || !table[id].Holds(szind, isSlab))
            {
                StaleObject.Refuse(machine.OperationIndex, objects[i]);
            }

            extents[i] = id;
        }

        return extents;
    }

    private static void MergeRequests(Bin bin, ref CacheBin cacheBin)
    {
        bin.Stats.Nflushes++;
        bin.Stats.Nrequests += cacheBin.Requests;
        cacheBin.Requests = 0;
    }

    private static void MergeLargeRequests(Arena arena, int szind, ref CacheBin cacheBin)
    {
        arena.LargeStatsOf(szind).Nrequests += cacheBin.Requests;
        arena.LargeStatsOf(szind).Nflushes++;
        cacheBin.Requests = 0;
    }

    // What was flushed lay at the bottom of the stack.
    private static void Finish(Tcache cache, ref CacheBin bin, int flushed)
    {
        cache.Slots.AsSpan(bin.Head, bin.Count - flushed).CopyTo(cache.Slots.AsSpan(bin.Head + flushed));
        bin.Head += flushed;
        if (bin.Count < bin.LowWaterCount)
        {
            bin.LowWater = bin.Head;
        }
    }
}
