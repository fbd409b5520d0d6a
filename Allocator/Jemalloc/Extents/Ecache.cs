using AllocSim.Allocator.Jemalloc.Extents.Fits;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Jemalloc.Extents;

/// <summary>The unused extents of an arena that are in one state, under one lock.</summary>
/// <param name="table">All records.</param>
/// <param name="sizes">Size classes.</param>
/// <param name="state">The state.</param>
/// <param name="arenaIndex">The arena.</param>
/// <param name="delayCoalesce">Whether small extents are merged only when they are purged.</param>
/// <param name="mayBeGuarded">Whether there will be guarded extents.</param>
/// <param name="fit">Which extent serves a request.</param>
/// <param name="recorder">Who is told of the lock.</param>
/// <remarks>Source: jemalloc 5.3.0, `src/ecache.c`.</remarks>
internal sealed class Ecache(EdataTable table, SizeClasses sizes, ExtentState state, int arenaIndex, bool delayCoalesce, bool mayBeGuarded, ExtentFit fit, ILockRecorder? recorder)
{
    /// <summary>The lock that statistics call extents_dirty, extents_muzzy or extents_retained.</summary>
    public SimMutex Mutex { get; } = new("extents", MutexRank.Extents, recorder);

    /// <summary>The extents without guard pages.</summary>
    public Eset Eset { get; } = new(table, sizes, fit.TakesSmallest(delayCoalesce));

    /// <summary>Those with guard pages: they serve requests of their own size only, are never merged, and are evicted after all others. Null where none are made.</summary>
    public Eset? GuardedEset { get; } = mayBeGuarded ? new(table, sizes) : null;

    /// <summary>The state that all of them are in.</summary>
    public ExtentState State { get; } = state;

    /// <summary>The arena.</summary>
    public int ArenaIndex { get; } = arenaIndex;

    /// <summary>Whether small extents are merged only when they are purged.</summary>
    public bool DelayCoalesce { get; } = delayCoalesce;

    /// <summary>Pages held, guard pages not counted.</summary>
    public ulong Pages => Eset.Pages + (GuardedEset?.Pages ?? 0);

    /// <summary>Extents of a page-size class.</summary>
    public ulong CountOf(int pind) => Eset.CountOf(pind) + (GuardedEset?.CountOf(pind) ?? 0);

    /// <summary>Bytes in extents of a page-size class, guard pages not counted.</summary>
    public ulong BytesOf(int pind) => Eset.BytesOf(pind) + (GuardedEset?.BytesOf(pind) ?? 0);

    /// <summary>The set that an extent belongs into.</summary>
    public Eset EsetOf(in Edata edata) => edata.IsGuarded ? GuardedEset! : Eset;
}
