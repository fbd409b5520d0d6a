using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Caches;

/// <summary>Garbage collection of caches: one bin at a time gives back most of what it did not need, and learns how much to fill.</summary>
/// <remarks>Source: jemalloc 5.3.0, `src/tcache.c` (tcache_event, tcache_gc_small, tcache_gc_large).</remarks>
internal sealed class OneBinCollector(SizeClasses sizes, TcacheFlusher flusher) : TcacheCollector
{
    /// <inheritdoc/>
    public override void Step(Tsd thread, Tcache cache)
    {
        int szind = cache.NextGcBin;
        bool small = szind < sizes.SmallCount;
        int lowWater = cache.Bins[szind].LowWaterCount;
        if (lowWater > 0)
        {
            if (small)
            {
                CollectSmall(thread, cache, szind, lowWater);
            }
            else
            {
                flusher.FlushLarge(thread, cache, szind, cache.Bins[szind].Count - lowWater + (lowWater >> 2));
            }
        }
        else if (small && cache.IsRefilled[szind])
        {
            // It ran empty since the last look: fill more at a time.
            if (cache.LgFillDiv[szind] > 1)
            {
                cache.LgFillDiv[szind]--;
            }

            cache.IsRefilled[szind] = false;
        }

        ref CacheBin bin = ref cache.Bins[szind];
        bin.LowWater = bin.Head;
        cache.NextGcBin = szind + 1 == cache.CachedClassCount ? 0 : szind + 1;
    }

    // Three quarters of what was not needed go, and fills become smaller.
    private void CollectSmall(Tsd thread, Tcache cache, int szind, int lowWater)
    {
        int count = lowWater - (lowWater >> 2);
        if (count < cache.FlushDelayItems[szind])
        {
            cache.FlushDelayItems[szind] -= (byte)count;
            return;
        }

        cache.FlushDelayItems[szind] = cache.Layout.GcDelayItems[szind];
        flusher.FlushSmall(thread, cache, szind, cache.Bins[szind].Count - count);
        if (cache.Bins[szind].Capacity >> (cache.LgFillDiv[szind] + 1) >= 1)
        {
            cache.LgFillDiv[szind]++;
        }
    }
}
