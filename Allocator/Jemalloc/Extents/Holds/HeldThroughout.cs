using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Extents.Holds;

/// <summary>The lock is kept until everything is back in its place. From 5.3 on: nobody else sees an extent between two states.</summary>
internal sealed class HeldThroughout : CacheHold
{
    /// <inheritdoc/>
    public override void Pause(Ecache cache, Tsd? thread)
    {
    }

    /// <inheritdoc/>
    public override void Resume(Ecache cache, Tsd? thread)
    {
    }

    /// <inheritdoc/>
    public override void End(Ecache cache, Tsd? thread) => cache.Mutex.Unlock(thread);

    /// <inheritdoc/>
    public override void Restart(Ecache cache, Tsd? thread) => cache.Mutex.Lock(thread);
}
