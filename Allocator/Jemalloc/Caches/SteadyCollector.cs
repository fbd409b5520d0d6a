using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Caches;

/// <summary>One bin at a time, as <see cref="OneBinCollector"/>; but fills are changed also when a flush is put off. 5.3.1 without experimental_tcache_gc.</summary>
/// <remarks>Source: jemalloc 5.3.1, `src/tcache.c` (tcache_gc_event, tcache_try_gc_bin).</remarks>
internal sealed class SteadyCollector(SizeClasses sizes, TcacheFlusher flusher) : TcacheCollector
{
    /// <inheritdoc/>
    public override void Step(Tsd thread, Tcache cache)
    {
        int szind = cache.NextGcBin;
        cache.NextGcBin = szind + 1 == cache.CachedClassCount ? 0 : szind + 1;
        if (cache.Bins[szind].Capacity == 0)
        {
            return;
        }

        if (szind < sizes.SmallCount)
        {
            CollectSmall(thread, cache, szind);
        }
        else
        {
            BinCollection.FlushUnusedLarge(flusher, thread, cache, szind);
        }

        ref CacheBin bin = ref cache.Bins[szind];
        bin.LowWater = bin.Head;
    }

    private void CollectSmall(Tsd thread, Tcache cache, int szind)
    {
        BinCollection.AdjustFill(cache, szind);
        int count = BinCollection.UnusedPart(cache.Bins[szind].LowWaterCount);
        if (count < cache.FlushDelayItems[szind])
        {
            cache.FlushDelayItems[szind] -= (byte)count;
            return;
        }

        cache.FlushDelayItems[szind] = cache.Layout.GcDelayItems[szind];
        if (count > 0)
        {
            flusher.FlushSmall(thread, cache, szind, cache.Bins[szind].Count - count);
        }
    }
}
