using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Caches;

/// <summary>What collectors of 5.3.1 do with one bin.</summary>
/// <remarks>Source: jemalloc 5.3.1, `src/tcache.c` (tcache_nfill_small_gc_update, tcache_gc_large).</remarks>
internal static class BinCollection
{
    /// <summary>Of objects that were not needed, those that go: three quarters.</summary>
    public static int UnusedPart(int lowWater) => lowWater - (lowWater >> 2);

    /// <summary>A small bin that was never empty is filled with fewer objects from now on, one that ran empty with more.</summary>
    public static void AdjustFill(Tcache cache, int szind)
    {
        ref CacheBin bin = ref cache.Bins[szind];
        ref byte divisor = ref cache.LgFillDiv[szind];
        if (bin.LowWaterCount > 0)
        {
            divisor += bin.Capacity >> divisor > 1 ? (byte)1 : (byte)0;
            cache.FillBurst[szind] = 0;
        }
        else if (cache.IsRefilled[szind])
        {
            divisor -= divisor > 1 ? (byte)1 : (byte)0;
            cache.FillBurst[szind] = 0;
            cache.IsRefilled[szind] = false;
        }
    }

    /// <summary>Three quarters of the large objects that were not needed go.</summary>
    /// <returns>Whether there were any.</returns>
    public static bool FlushUnusedLarge(TcacheFlusher flusher, Tsd thread, Tcache cache, int szind)
    {
        int lowWater = cache.Bins[szind].LowWaterCount;
        if (lowWater == 0)
        {
            return false;
        }

        flusher.FlushLarge(thread, cache, szind, cache.Bins[szind].Count - UnusedPart(lowWater));
        return true;
    }
}
