using AllocSim.Allocator.Jemalloc.Locks;

namespace AllocSim.Allocator.Jemalloc.Ctl;

/// <summary>Which controls a version has.</summary>
internal sealed record ControlSet
{
    /// <summary>Build settings and their values.</summary>
    public required (string Name, bool Value)[] Config { get; init; }

    /// <summary>Options that can be read; null for all.</summary>
    public string[]? Options { get; init; }

    /// <summary>Options that the tree names but a default build leaves out.</summary>
    public string[] NotBuilt { get; init; } = [];

    /// <summary>Mutexes of the whole allocator.</summary>
    public required GlobalMutex[] GlobalMutexes { get; init; }

    /// <summary>Mutexes of an arena.</summary>
    public required ArenaMutex[] ArenaMutexes { get; init; }

    /// <summary>Whether the requests of large objects of an arena read as what the arena has handed out.</summary>
    public bool ShowsMallocsForRequests { get; init; }

    /// <summary>Whether the number of arenas leaves room of another width as it is; otherwise such room gets what fits.</summary>
    public bool ChecksWidthOfArenaCount { get; init; }

    /// <summary>Controls that came with 5.3.1.</summary>
    public static string[] Since531 { get; } =
    [
        "arenas.hugepage", "arena.*.name", "opt.malloc_conf", "thread.tcache.max", "thread.tcache.ncached_max", "stats.metadata_edata", "stats.metadata_rtree",
        "stats.arenas.*.metadata_edata", "stats.arenas.*.metadata_rtree", "stats.arenas.*.hpa_sec_hits", "stats.arenas.*.hpa_sec_misses", "stats.arenas.*.hpa_sec_dalloc_flush",
        "stats.arenas.*.hpa_sec_dalloc_noflush", "stats.arenas.*.hpa_sec_overfills", "stats.arenas.*.hpa_shard.npageslabs", "stats.arenas.*.hpa_shard.nactive",
        "stats.arenas.*.hpa_shard.ndirty", "stats.arenas.*.hpa_shard.slabs", "stats.arenas.*.hpa_shard.nhugify_failures", "approximate_stats",
        "experimental.hooks.prof_sample", "experimental.hooks.prof_sample_free", "experimental.hooks.thread_event",
    ];

    /// <summary>Controls that came with 5.3.0.</summary>
    public static string[] Since530 { get; } =
    [
        "thread.peak", "thread.prof", "thread.idle", "arena.*.oversize_threshold", "stats.zero_reallocs", "stats.arenas.*.tcache_stashed_bytes", "stats.arenas.*.hpa_sec_bytes",
        "stats.arenas.*.hpa_shard",
    ];

    /// <summary>Controls of other versions: each with all below it. An indexed level is a star.</summary>
    public string[] Without { get; init; } = [];
}
