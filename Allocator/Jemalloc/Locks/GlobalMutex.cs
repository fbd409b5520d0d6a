namespace AllocSim.Allocator.Jemalloc.Locks;

/// <summary>The mutexes of the whole allocator whose counters are reported, in the order of the report.</summary>
/// <remarks>jemalloc 5.3.0, `include/jemalloc/internal/mutex_prof.h`, MUTEX_PROF_GLOBAL_MUTEXES.</remarks>
internal enum GlobalMutex
{
    /// <summary>Start and stop of background threads.</summary>
    BackgroundThread,

    /// <summary>The largest counters over the mutexes of the background threads.</summary>
    MaxPerBgThd,

    /// <summary>The controls themselves.</summary>
    Ctl,

    /// <summary>Backtraces of the heap profiler.</summary>
    Prof,

    /// <summary>Thread records of the heap profiler.</summary>
    ProfThdsData,

    /// <summary>Dumps of the heap profiler.</summary>
    ProfDump,

    /// <summary>Recent allocations of the heap profiler.</summary>
    ProfRecentAlloc,

    /// <summary>Dumps of recent allocations.</summary>
    ProfRecentDump,

    /// <summary>Statistics of the heap profiler.</summary>
    ProfStats,

    /// <summary>Number of these mutexes.</summary>
    Count,
}
