using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Allocator.Jemalloc.Slabs;
using AllocSim.Allocator.Jemalloc.Threads;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Jemalloc.Caches;

/// <summary>
/// Several bins at a time, at most every 10 milliseconds. Of small objects those go that were not needed, but first those that lie far from the slab that serves now: what stays lies together.
/// </summary>
/// <remarks>Source: jemalloc 5.3.1, `src/tcache.c` (tcache_gc_event, tcache_gc_small).</remarks>
internal sealed class NeighbourhoodCollector(SizeClasses sizes, TcacheFlusher flusher, SimMachine machine, EdataTable table) : TcacheCollector
{
    private const long IntervalNs = 10_000_000;
    private const ulong NearBytes = 2UL << 20;
    private const int LargeBinsMax = 1;

    private readonly int _smallBinsMax = sizes.SmallCount > 8 ? sizes.SmallCount >> 3 : 1;

    /// <inheritdoc/>
    public override void Step(Tsd thread, Tcache cache)
    {
        long now = Math.Max(machine.NowNs, cache.LastGcNs);
        if (now - cache.LastGcNs < IntervalNs)
        {
            return;
        }

        cache.LastGcNs = now;
        int smallCount = Math.Min(sizes.SmallCount, cache.CachedClassCount);
        cache.NextSmallGcBin = Collect(thread, cache, 0, smallCount, cache.NextSmallGcBin, _smallBinsMax);
        cache.NextLargeGcBin = Collect(thread, cache, sizes.SmallCount, cache.CachedClassCount - sizes.SmallCount, cache.NextLargeGcBin, LargeBinsMax);
    }

    // Goes round the bins until so many had something to give back. Returns where it stopped.
    private int Collect(Tsd thread, Tcache cache, int first, int count, int next, int most)
    {
        int collected = 0;
        for (int i = 0; i < count && collected < most; i++)
        {
            collected += TryCollect(thread, cache, first + next) ? 1 : 0;
            next = next + 1 == count ? 0 : next + 1;
        }

        return next;
    }

    private bool TryCollect(Tsd thread, Tcache cache, int szind)
    {
        ref CacheBin bin = ref cache.Bins[szind];
        if (bin.Capacity == 0)
        {
            return false;
        }

        bool done = szind < sizes.SmallCount ? CollectSmall(thread, cache, szind) : BinCollection.FlushUnusedLarge(flusher, thread, cache, szind);
        bin.LowWater = bin.Head;
        return done;
    }

    private bool CollectSmall(Tsd thread, Tcache cache, int szind)
    {
        ref CacheBin bin = ref cache.Bins[szind];
        BinCollection.AdjustFill(cache, szind);
        int count = BinCollection.UnusedPart(bin.LowWaterCount);
        if (count != bin.Count && AddressOfServing(thread, cache, szind) is var serving and not 0)
        {
            Span<ulong> objects = cache.Slots.AsSpan(bin.Head, bin.Count);
            (ulong first, ulong end) = Near(objects, serving, szind, count, out int far);
            count = Math.Max(count, far);
            if (far != 0 && far != objects.Length)
            {
                PutFarLast(objects, far, first, end);
            }
        }

        if (count == 0)
        {
            return false;
        }

        flusher.FlushSmall(thread, cache, szind, bin.Count - count);
        return true;
    }

    // Of the slab that serves the thread's arena now, or the one that will; 0 where there is none.
    private ulong AddressOfServing(Tsd thread, Tcache cache, int szind)
    {
        Bin bin = cache.Arena!.ChooseBin(thread, szind, out _);
        bin.Lock.Lock(thread);
        int slab = bin.SlabCurrent == EdataTable.Null ? bin.SlabsNonfull.First(table) : bin.SlabCurrent;
        ulong address = slab == EdataTable.Null ? 0 : table[slab].Address;
        bin.Lock.Unlock(thread);
        return address;
    }

    // What counts as near: two megabytes to either side where enough lies beyond, otherwise the slab itself.
    private (ulong First, ulong End) Near(ReadOnlySpan<ulong> objects, ulong serving, int szind, int wanted, out int far)
    {
        ulong slabEnd = serving + sizes.Bins[szind].SlabSize;
        ulong first = serving > NearBytes ? serving - NearBytes : 0;
        ulong end = serving < ulong.MaxValue - NearBytes ? serving + NearBytes : ulong.MaxValue;
        int beyondSlab = 0;
        int beyondNear = 0;
        foreach (ulong address in objects)
        {
            beyondSlab += IsBeyond(address, serving, slabEnd) ? 1 : 0;
            beyondNear += IsBeyond(address, first, end) ? 1 : 0;
        }

        far = beyondNear >= wanted ? beyondNear : beyondSlab;
        return beyondNear >= wanted ? (first, end) : (serving, slabEnd);
    }

    private static bool IsBeyond(ulong address, ulong first, ulong end) => address < first || address >= end;

    // The near ones come to the front in their order, as far as they lie there already; those from behind take the places that are left.
    private static void PutFarLast(Span<ulong> objects, int far, ulong first, ulong end)
    {
        int near = objects.Length - far;
        int placed = 0;
        int hole = -1;
        for (int i = 0; i < near; i++)
        {
            if (IsBeyond(objects[i], first, end))
            {
                hole = hole < 0 ? i : hole;
                continue;
            }

            placed++;
            if (hole >= 0)
            {
                (objects[i], objects[hole]) = (objects[hole], objects[i]);
                hole++;
            }
        }

        for (int i = near; i < objects.Length && placed < near; i++)
        {
            if (!IsBeyond(objects[i], first, end))
            {
                (objects[i], objects[placed]) = (objects[placed], objects[i]);
                placed++;
            }
        }
    }
}
