using AllocSim.Allocator.Jemalloc.Caches;
using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Jemalloc.Extents;

/// <summary>The unused extents of an arena that are in one state, under one lock.</summary>
/// <remarks>Source: jemalloc 5.3.0, `src/ecache.c`.</remarks>
internal sealed class Ecache(EdataTable table, SizeClasses sizes, ExtentState state, int arenaIndex, bool delayCoalesce, ILockRecorder? recorder)
{
    /// <summary>The lock that statistics call extents_dirty, extents_muzzy or extents_retained.</summary>
    public SimMutex Mutex { get; } = new("extents", MutexRank.Extents, recorder);

    /// <summary>The extents.</summary>
    public Eset Eset { get; } = new(table, sizes);

    /// <summary>The state that all of them are in.</summary>
    public ExtentState State { get; } = state;

    /// <summary>The arena.</summary>
    public int ArenaIndex { get; } = arenaIndex;

    /// <summary>Whether small extents are merged only when they are purged.</summary>
    public bool DelayCoalesce { get; } = delayCoalesce;

    /// <summary>Pages held.</summary>
    public ulong Pages => Eset.Pages;
}
