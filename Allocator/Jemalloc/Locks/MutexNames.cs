namespace AllocSim.Allocator.Jemalloc.Locks;

/// <summary>What the statistics call the mutexes: the same in every release. Which of them a release has are values of it.</summary>
internal static class MutexNames
{
    private static readonly string[] Global =
        ["background_thread", "max_per_bg_thd", "ctl", "prof", "prof_thds_data", "prof_dump", "prof_recent_alloc", "prof_recent_dump", "prof_stats"];

    private static readonly string[] Arena =
    [
        "large", "extent_avail", "extents_dirty", "extents_muzzy", "extents_retained", "decay_dirty", "decay_muzzy", "base", "tcache_list",
        "hpa_shard", "hpa_shard_grow", "hpa_sec",
    ];

    /// <summary>The name of a mutex of the whole allocator.</summary>
    public static string Of(GlobalMutex mutex) => Global[(int)mutex];

    /// <summary>The name of a mutex of an arena.</summary>
    public static string Of(ArenaMutex mutex) => Arena[(int)mutex];
}
