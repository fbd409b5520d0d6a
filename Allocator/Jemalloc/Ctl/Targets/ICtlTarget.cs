using AllocSim.Allocator.Jemalloc.Kernel;
using AllocSim.Allocator.Jemalloc.Metadata;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Jemalloc.Ctl.Targets;

/// <summary>The allocator as the controls see it.</summary>
/// <remarks>Indices are jemalloc's arena indices. Thread numbers are the trace's; the caller has begun the thread before a control runs.</remarks>
public interface ICtlTarget
{
    /// <summary>The size classes.</summary>
    SizeClasses Sizes { get; }

    /// <summary>The sizes of the library's records.</summary>
    RecordSizes Records { get; }

    /// <summary>The options in effect, after start-up has completed them.</summary>
    JemallocOptions Options { get; }

    /// <summary>What the system says of transparent huge pages, in its word: madvise, always or never.</summary>
    string SystemHugePages { get; }

    /// <summary>Bytes in pages in use, as they are now.</summary>
    ulong ActiveBytes { get; }

    /// <summary>Number of CPUs that the allocator saw. (ncpus)</summary>
    int CpuCount { get; }

    /// <summary>Number of arena indices in use. (narenas_total_get)</summary>
    int ArenaCount { get; }

    /// <summary>Number of arenas that threads are assigned to on their own. (narenas_auto)</summary>
    int AutoArenaCount { get; }

    /// <summary>First index that arenas.create hands out; the arenas below it cannot be reset or destroyed. (manual_arena_base)</summary>
    int ManualArenaBase { get; }

    /// <summary>Index of the arena for oversize extents, or -1. (huge_arena_ind)</summary>
    int OversizeArenaIndex { get; }

    /// <summary>With per-CPU arenas: number of arenas tied to CPUs, which threads cannot be moved to; otherwise 0. (percpu_arena_ind_limit)</summary>
    int PerCpuArenaLimit { get; }

    /// <summary>Number of size classes that thread caches hold. (nhbins)</summary>
    int CachedClassCount { get; }

    /// <summary>Largest size class that thread caches hold, bytes. (tcache_maxclass)</summary>
    ulong TcacheMax { get; }

    /// <summary>Calls of realloc with a size of 0 so far. (zero_realloc_count)</summary>
    ulong ZeroReallocs { get; }

    /// <summary>The mutex of the controls. (ctl_mtx)</summary>
    SimMutex CtlMutex { get; }

    /// <summary>The background threads.</summary>
    ICtlBackground Background { get; }

    /// <summary>The heap profiler; null when it is off.</summary>
    ICtlProfiler? Profiler { get; }

    /// <summary>Decay time that new arenas get for dirty pages, ms; -1 for never. (arena_dirty_decay_ms_default_get)</summary>
    long DefaultDirtyDecayMs { get; }

    /// <summary>Decay time that new arenas get for muzzy pages, ms; -1 for never. (arena_muzzy_decay_ms_default_get)</summary>
    long DefaultMuzzyDecayMs { get; }

    /// <summary>Sets the decay time of new arenas for dirty or muzzy pages.</summary>
    /// <returns>False when the time is not valid.</returns>
    bool TrySetDefaultDecayMs(bool isDirty, long ms);

    /// <summary>The precedence of the program break that new arenas get. (extent_dss_prec_get, extent_dss_prec_set)</summary>
    DssPrecedence DefaultDss { get; set; }

    /// <summary>An arena, or null when the index has none yet. (arena_get without initialisation)</summary>
    ICtlArena? Arena(int index);

    /// <summary>Makes the arena of an index, which is the next one, a destroyed one or one not yet initialised. (arena_init)</summary>
    /// <returns>Null when memory ran out.</returns>
    ICtlArena? InitializeArena(int thread, int index, HookSet hooks = default);

    /// <summary>The number that stands for a thread as the owner of a mutex.</summary>
    int OwnerOf(int thread);

    /// <summary>A thread.</summary>
    ICtlThread Thread(int thread);

    /// <summary>Index of the arena that owns the extent which an address lies in, or null. (arenas.lookup)</summary>
    int? ArenaOfAddress(ulong address);

    /// <summary>Memory for the controls' own records from the first arena's base, aligned to the quantum. (base_alloc from b0)</summary>
    /// <returns>The address, or 0 when memory ran out.</returns>
    ulong AllocateMetadata(int thread, ulong bytes);

    /// <summary>A record of the controls' is written.</summary>
    void Touch(ulong address, ulong bytes);

    /// <summary>A record of the controls' is read.</summary>
    void Read(ulong address, ulong bytes);

    /// <summary>An object that the allocator takes for itself from arena 0, past the thread cache. (iallocztm, internal)</summary>
    /// <returns>The address, or 0 when memory ran out.</returns>
    ulong AllocateInternal(int thread, ulong bytes);

    /// <summary>Gives an internal object back. (idalloctm, internal)</summary>
    void FreeInternal(int thread, ulong address);

    /// <summary>Makes an explicit thread cache. (tcaches_create)</summary>
    /// <returns>Its index, or null when there are too many or memory ran out.</returns>
    int? CreateTcache(int thread);

    /// <summary>Empties an explicit thread cache. (tcaches_flush)</summary>
    void FlushTcache(int thread, int index);

    /// <summary>Empties an explicit thread cache and makes its index available. (tcaches_destroy)</summary>
    void DestroyTcache(int thread, int index);
}
