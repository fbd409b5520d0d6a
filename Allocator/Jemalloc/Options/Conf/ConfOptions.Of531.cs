namespace AllocSim.Allocator.Jemalloc.Options.Conf;

/// <content>What 5.3.1 added or reads in another way.</content>
internal static partial class ConfOptions
{
    // (TCACHE_MAXCLASS_LIMIT)
    private const ulong CachedMax531 = 32 << 10;

    private const ulong SecBytesMin531 = 256 << 10;

    /// <summary>The options of 5.3.1 in its order.</summary>
    public static ConfOption[] Of531 =>
    [
        .. Pick("confirm_conf", "abort", "abort_conf"),
        ConfOption.Flag("cache_oblivious", (o, v) => o with { CacheOblivious = v }),
        .. Pick("trust_madvise"),
        ConfOption.Flag("experimental_hpa_start_huge_if_thp_always", (o, v) => o with { ExperimentalHpaStartHugeIfThpAlways = v }),
        ConfOption.Flag("experimental_hpa_enforce_hugify", (o, v) => o with { ExperimentalHpaEnforceHugify = v }),
        ConfOption.Flag("huge_arena_pac_thp", (o, v) => o with { HugeArenaPacThp = v }),
        .. Pick("metadata_thp", "retain", "dss", "narenas", "narenas_ratio", "bin_shards"),
        ConfOption.Ranges("tcache_ncached_max", "SIZE-SIZE:OBJECTS|…", (o, begin, end, objects) => begin > Math.Min(end, CachedMax531)
            ? o
            : o with { TcacheNcachedMax = [.. o.TcacheNcachedMax, new CacheSizeOverride(begin, Math.Min(end, CachedMax531), objects)] }),
        .. Pick("mutex_max_spin", "dirty_decay_ms", "muzzy_decay_ms"),
        ConfOption.Unsigned("process_madvise_max_batch", 0, 0, clips: true, (o, v) => o with { ProcessMadviseMaxBatch = v }),
        .. Pick("stats_print", "stats_print_opts", "stats_interval", "stats_interval_opts", "junk", "zero"),
        ConfOption.Flag("experimental_tcache_gc", (o, v) => o with { ExperimentalTcacheGc = v }),
        .. Pick("tcache"),
        ConfOption.Unsigned("tcache_max", 0, CachedMax531, clips: true, (o, v) => o with { TcacheMax = v }),
        ConfOption.Unsigned("lg_tcache_max", 0, 15, clips: true, (o, v) => o with { TcacheMax = 1UL << (int)v }),
        .. Pick(
            "lg_tcache_nslots_mul", "tcache_nslots_small_min", "tcache_nslots_small_max", "tcache_nslots_large", "tcache_gc_incr_bytes", "tcache_gc_delay_bytes",
            "lg_tcache_flush_small_div", "lg_tcache_flush_large_div"),
        ConfOption.Unsigned("debug_double_free_max_scan", 0, ulong.MaxValue, clips: false, (o, _) => o), // Only a debug build goes by it.
        ConfOption.Unsigned("calloc_madvise_threshold", 0, LargeMax, clips: false, (o, v) => o with { CallocMadviseThreshold = v }),
        .. Pick("oversize_threshold", "lg_extent_max_active_fit", "percpu_arena", "background_thread", "max_background_threads"),
        .. HugeOf531(),
        .. Pick("slab_sizes", "thp", "zero_realloc", "san_guard_small", "san_guard_large"),
        ConfOption.Flag("disable_large_size_classes", (o, v) => o with { DisableLargeSizeClasses = v }),
    ];

    private static ConfOption[] HugeOf531() =>
    [
        .. Pick("hpa", "hpa_slab_max_alloc", "hpa_hugification_threshold", "hpa_hugification_threshold_ratio", "hpa_hugify_delay_ms"),
        ConfOption.Flag("hpa_hugify_sync", (o, v) => o with { HpaHugifySync = v }),
        .. Pick("hpa_min_purge_interval_ms"),
        ConfOption.Signed("experimental_hpa_max_purge_nhp", -1, long.MaxValue, (o, v) => o with { ExperimentalHpaMaxPurgeNhp = v }),
        ConfOption.Unsigned("hpa_purge_threshold", Page, JemallocOptions.HugePage, clips: true, (o, v) => o with { HpaPurgeThreshold = v }),
        ConfOption.Ratio("hpa_purge_threshold_ratio", "a decimal number from 0 to 1", (o, v) => v.Bits > 1 << 16
            ? null
            : o with { HpaPurgeThreshold = v.Of(JemallocOptions.HugePage) }),
        ConfOption.Unsigned("hpa_min_purge_delay_ms", 0, ulong.MaxValue, clips: false, (o, v) => o with { HpaMinPurgeDelayMs = v }),
        ConfOption.Abbreviated<HugifyStyle>("hpa_hugify_style", (o, v) => o with { HpaHugifyStyle = v }),
        .. Pick("hpa_dirty_mult", "hpa_sec_nshards"),
        ConfOption.Unsigned("hpa_sec_max_alloc", Page, CachedMax531, clips: true, (o, v) => o with { HpaSecMaxAlloc = v }),
        ConfOption.Unsigned("hpa_sec_max_bytes", SecBytesMin531, ulong.MaxValue, clips: true, (o, v) => o with { HpaSecMaxBytes = v }),
        ConfOption.Unsigned("hpa_sec_batch_fill_extra", 1, JemallocOptions.HugePage / Page, clips: true, (o, v) => o with { HpaSecBatchFillExtra = v }),
    ];
}
