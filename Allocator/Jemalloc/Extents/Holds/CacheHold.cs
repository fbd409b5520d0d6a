using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Extents.Holds;

/// <summary>Whether the lock of a set of unused extents is kept while extents taken out of it are cut up or joined.</summary>
internal abstract class CacheHold
{
    /// <summary>The lock is held, and what follows needs it no longer for the moment.</summary>
    public abstract void Pause(Ecache cache, Tsd? thread);

    /// <summary>What follows needs it again.</summary>
    public abstract void Resume(Ecache cache, Tsd? thread);

    /// <summary>Nothing that follows needs it; comes after a pause.</summary>
    public abstract void End(Ecache cache, Tsd? thread);

    /// <summary>Goes back to before the end.</summary>
    public abstract void Restart(Ecache cache, Tsd? thread);
}
