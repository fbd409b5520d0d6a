using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Caches;

/// <summary>Garbage collection of caches: what they did not need goes back.</summary>
internal abstract class TcacheCollector
{
    /// <summary>Takes a step in the thread's cache, if it has one.</summary>
    public void Step(Tsd thread)
    {
        if (thread.AvailableTcache is { } cache)
        {
            Step(thread, cache);
        }
    }

    /// <summary>Takes a step in a cache.</summary>
    public abstract void Step(Tsd thread, Tcache cache);
}
