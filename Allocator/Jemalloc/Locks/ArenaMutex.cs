namespace AllocSim.Allocator.Jemalloc.Locks;

/// <summary>The mutexes of an arena whose counters are reported, in the order of the report.</summary>
/// <remarks>jemalloc 5.3.0, `include/jemalloc/internal/mutex_prof.h`, MUTEX_PROF_ARENA_MUTEXES; 5.1.0 and 5.2.1 have those up to <see cref="TcacheList"/>.</remarks>
internal enum ArenaMutex
{
    /// <summary>List of large extents of a manual arena.</summary>
    Large,

    /// <summary>Pool of spare extent records.</summary>
    ExtentAvail,

    /// <summary>Set of dirty extents.</summary>
    ExtentsDirty,

    /// <summary>Set of muzzy extents.</summary>
    ExtentsMuzzy,

    /// <summary>Set of retained extents.</summary>
    ExtentsRetained,

    /// <summary>Decay state of dirty pages.</summary>
    DecayDirty,

    /// <summary>Decay state of muzzy pages.</summary>
    DecayMuzzy,

    /// <summary>Metadata allocator.</summary>
    Base,

    /// <summary>List of the thread caches attached to the arena.</summary>
    TcacheList,

    /// <summary>Huge page allocator.</summary>
    HpaShard,

    /// <summary>Growth of the huge page allocator.</summary>
    HpaShardGrow,

    /// <summary>Small extent cache, all shards together.</summary>
    HpaSec,

    /// <summary>Number of these mutexes.</summary>
    Count,
}
