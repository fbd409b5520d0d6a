using AllocSim.Allocator.Jemalloc.Kernel;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Stats;

namespace AllocSim.Allocator.Jemalloc.Ctl.Targets;

/// <summary>An arena as the controls see it.</summary>
public interface ICtlArena
{
    /// <summary>Its name.</summary>
    string Name { get; }

    /// <summary>Threads assigned to it, for their own objects or for the allocator's.</summary>
    int ThreadCount(bool isInternal);

    /// <summary>Adds the arena's statistics to a snapshot, with every lock that this takes. (arena_stats_merge)</summary>
    void MergeStats(int thread, ArenaStatsSnapshot into);

    /// <summary>Resets the counters of the arena's mutexes and of its bins' mutexes, each under its lock. (stats.mutexes.reset)</summary>
    void ResetMutexes(int thread);

    /// <summary>Lets decay run now. (arena_decay)</summary>
    /// <param name="thread">The caller.</param>
    /// <param name="isAll">Purge everything rather than what is due.</param>
    void Decay(int thread, bool isAll);

    /// <summary>Discards every object of the arena. (arena_reset)</summary>
    /// <param name="thread">The caller.</param>
    /// <param name="isDestroyed">Whether the arena is destroyed afterwards.</param>
    void Reset(int thread, bool isDestroyed);

    /// <summary>Gives its memory back and removes the arena. (arena_destroy)</summary>
    void Destroy(int thread);

    /// <summary>Milliseconds over which dirty or muzzy pages decay; -1 for never.</summary>
    long DecayMs(bool isDirty);

    /// <summary>Sets a decay time. (arena_decay_ms_set)</summary>
    /// <returns>False when the time is not valid.</returns>
    bool TrySetDecayMs(int thread, bool isDirty, long ms);

    /// <summary>Its extent hooks.</summary>
    HookSet Hooks { get; }

    /// <summary>Sets its extent hooks; the huge page allocator is asked no more. Takes the lock of its background thread. (arena_set_extent_hooks)</summary>
    void SetHooks(int thread, HookSet hooks);

    /// <summary>Precedence of the program break.</summary>
    DssPrecedence Dss { get; set; }

    /// <summary>Size from which extents are purged at once when they are freed, bytes. (pac.oversize_threshold)</summary>
    ulong OversizeThreshold { get; set; }

    /// <summary>Largest size by which retained memory grows, bytes, under the lock that guards it. (arena_retain_grow_limit_get_set)</summary>
    /// <param name="thread">The caller.</param>
    /// <param name="newLimit">What to set it to, or null.</param>
    /// <param name="oldLimit">What it was.</param>
    /// <returns>False when the new limit is not valid.</returns>
    bool TryRetainGrowLimit(int thread, ulong? newLimit, out ulong oldLimit);

    /// <summary>Simulated address of the count of active pages in the arena's record. (experimental.arenas.I.pactivep)</summary>
    ulong ActivePagesAddress { get; }
}
