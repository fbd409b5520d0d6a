using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Caches;

/// <summary>Garbage collection of caches by the number of requests that they served and took. Up to 5.2; later it goes by bytes.</summary>
/// <param name="interval">Requests between two steps.</param>
/// <param name="collector">Takes the steps.</param>
/// <remarks>Source: jemalloc 5.2.1, `include/jemalloc/internal/tcache_inlines.h`, tcache_event.</remarks>
internal sealed class TcacheTicks(int interval, TcacheCollector collector)
{
    /// <summary>A cache begins.</summary>
    public void Begin(Tcache cache) => cache.GcTicks = interval;

    /// <summary>Counts a request, and takes a step if one is due.</summary>
    public void Count(Tsd thread, Tcache cache)
    {
        if (--cache.GcTicks < 0)
        {
            cache.GcTicks = interval;
            collector.Step(thread, cache);
        }
    }

    /// <summary>Counts a request; false when a step is due, which is then taken by who counts it again: the library's fast path leaves it to the slow one.</summary>
    public static bool TryCount(Tcache cache) => --cache.GcTicks >= 0;
}
