using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Extents.Holds;

/// <summary>The lock is let go while extents are cut up or joined, and taken again for each that goes back. Up to 5.2: extents have locks of their own, of which nobody keeps count.</summary>
/// <remarks>Source: jemalloc 5.2.1, `src/extent.c`, extent_recycle_extract, extent_recycle_split, extent_coalesce.</remarks>
internal sealed class LetGoMeanwhile : CacheHold
{
    /// <inheritdoc/>
    public override void Pause(Ecache cache, Tsd? thread) => cache.Mutex.Unlock(thread);

    /// <inheritdoc/>
    public override void Resume(Ecache cache, Tsd? thread) => cache.Mutex.Lock(thread);

    /// <inheritdoc/>
    public override void End(Ecache cache, Tsd? thread)
    {
    }

    /// <inheritdoc/>
    public override void Restart(Ecache cache, Tsd? thread)
    {
    }
}
