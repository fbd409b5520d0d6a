using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Options.Conf;

namespace AllocSim.Allocator.Jemalloc.Ctl;

/// <summary>How the options read as controls under opt: their width and value.</summary>
/// <remarks>jemalloc 5.3.0, `src/ctl.c`, opt_node and the CTL_RO_NL_GEN lines that it names.</remarks>
internal static class CtlOptions
{
    private const int Bool = 1;
    private const int Unsigned = 4;
    private const int Long = 8;

    /// <summary>Options that are numbers or flags.</summary>
    public static readonly (string Name, int Size, Func<JemallocOptions, ulong> Read)[] Numbers =
    [
        ("abort", Bool, o => Bit(o.Abort)),
        ("abort_conf", Bool, o => Bit(o.AbortConf)),
        ("cache_oblivious", Bool, o => Bit(o.CacheOblivious)),
        ("trust_madvise", Bool, o => Bit(o.TrustMadvise)),
        ("confirm_conf", Bool, o => Bit(o.ConfirmConf)),
        ("hpa", Bool, o => Bit(o.Hpa)),
        ("hpa_slab_max_alloc", Long, o => o.HpaSlabMaxAlloc),
        ("hpa_hugification_threshold", Long, o => o.HpaHugificationThreshold),
        ("hpa_hugify_delay_ms", Long, o => o.HpaHugifyDelayMs),
        ("hpa_min_purge_interval_ms", Long, o => o.HpaMinPurgeIntervalMs),
        ("debug_double_free_max_scan", Unsigned, _ => 0),
        ("experimental_hpa_start_huge_if_thp_always", Bool, o => Bit(o.ExperimentalHpaStartHugeIfThpAlways)),
        ("experimental_hpa_enforce_hugify", Bool, o => Bit(o.ExperimentalHpaEnforceHugify)),
        ("hpa_hugify_sync", Bool, o => Bit(o.HpaHugifySync)),
        ("experimental_hpa_max_purge_nhp", Long, o => (ulong)o.ExperimentalHpaMaxPurgeNhp),
        ("hpa_purge_threshold", Long, o => o.HpaPurgeThreshold),
        ("hpa_min_purge_delay_ms", Long, o => o.HpaMinPurgeDelayMs),
        ("huge_arena_pac_thp", Bool, o => Bit(o.HugeArenaPacThp)),
        ("experimental_tcache_gc", Bool, o => Bit(o.ExperimentalTcacheGc)),
        ("disable_large_size_classes", Bool, o => Bit(o.DisableLargeSizeClasses)),
        ("process_madvise_max_batch", Long, o => o.ProcessMadviseMaxBatch),
        ("hpa_dirty_mult", Unsigned, o => o.HpaDirtyMult?.Bits ?? uint.MaxValue),
        ("hpa_sec_nshards", Long, o => o.HpaSecNshards),
        ("hpa_sec_max_alloc", Long, o => o.HpaSecMaxAlloc),
        ("hpa_sec_max_bytes", Long, o => o.HpaSecMaxBytes),
        ("hpa_sec_bytes_after_flush", Long, o => o.HpaSecBytesAfterFlush),
        ("hpa_sec_batch_fill_extra", Long, o => o.HpaSecBatchFillExtra),
        ("retain", Bool, o => Bit(o.Retain)),
        ("narenas", Unsigned, o => o.Narenas),
        ("oversize_threshold", Long, o => o.OversizeThreshold),
        ("mutex_max_spin", Long, o => (ulong)o.MutexMaxSpin),
        ("background_thread", Bool, o => Bit(o.BackgroundThread)),
        ("max_background_threads", Long, o => o.MaxBackgroundThreads),
        ("dirty_decay_ms", Long, o => (ulong)o.DirtyDecayMs),
        ("muzzy_decay_ms", Long, o => (ulong)o.MuzzyDecayMs),
        ("stats_print", Bool, o => Bit(o.StatsPrint)),
        ("stats_interval", Long, o => (ulong)o.StatsInterval),
        ("zero", Bool, o => Bit(o.Zero)),
        ("experimental_infallible_new", Bool, o => Bit(o.ExperimentalInfallibleNew)),
        ("tcache", Bool, o => Bit(o.Tcache)),
        ("tcache_max", Long, o => o.TcacheMax),
        ("lg_tcache_max", Long, o => (ulong)o.LgTcacheMax),
        ("tcache_nslots_small_min", Unsigned, o => o.TcacheNslotsSmallMin),
        ("tcache_nslots_small_max", Unsigned, o => o.TcacheNslotsSmallMax),
        ("tcache_nslots_large", Unsigned, o => o.TcacheNslotsLarge),
        ("lg_tcache_nslots_mul", Long, o => (ulong)o.LgTcacheNslotsMul),
        ("tcache_gc_incr_bytes", Long, o => o.TcacheGcIncrBytes),
        ("tcache_gc_delay_bytes", Long, o => o.TcacheGcDelayBytes),
        ("lg_tcache_flush_small_div", Unsigned, o => o.LgTcacheFlushSmallDiv),
        ("lg_tcache_flush_large_div", Unsigned, o => o.LgTcacheFlushLargeDiv),
        ("lg_extent_max_active_fit", Long, o => o.LgExtentMaxActiveFit),
        ("prof", Bool, o => Bit(o.Prof)),
        ("prof_active", Bool, o => Bit(o.ProfActive)),
        ("prof_thread_active_init", Bool, o => Bit(o.ProfThreadActiveInit)),
        ("lg_prof_sample", Long, o => o.LgProfSample),
        ("lg_prof_interval", Long, o => (ulong)o.LgProfInterval),
        ("prof_gdump", Bool, o => Bit(o.ProfGdump)),
        ("prof_final", Bool, o => Bit(o.ProfFinal)),
        ("prof_leak", Bool, o => Bit(o.ProfLeak)),
        ("prof_leak_error", Bool, o => Bit(o.ProfLeakError)),
        ("prof_accum", Bool, o => Bit(o.ProfAccum)),
        ("prof_recent_alloc_max", Long, o => (ulong)o.ProfRecentAllocMax),
        ("prof_stats", Bool, o => Bit(o.ProfStats)),
        ("prof_sys_thread_name", Bool, o => Bit(o.ProfSysThreadName)),
    ];

    /// <summary>Options that are words.</summary>
    public static readonly (string Name, Func<JemallocOptions, string> Read)[] Texts =
    [
        ("metadata_thp", o => o.MetadataThp.ConfName()),
        ("hpa_hugify_style", o => o.HpaHugifyStyle.ConfName()),
        ("malloc_conf.env_var", o => o.Conf),
        ("dss", o => o.Dss.ConfName()),
        ("percpu_arena", o => o.PercpuArena.ConfName()),
        ("stats_print_opts", o => o.StatsPrintOpts),
        ("stats_interval_opts", o => o.StatsIntervalOpts),
        ("junk", o => o.Junk.ConfName()),
        ("thp", o => o.Thp.ConfName()),
        ("prof_prefix", o => o.ProfPrefix),
        ("prof_time_resolution", o => o.ProfTimeResolutionHigh ? "high" : "default"),
        ("zero_realloc", o => o.ZeroRealloc.ConfName()),
    ];

    private static ulong Bit(bool value) => value ? 1UL : 0;
}
