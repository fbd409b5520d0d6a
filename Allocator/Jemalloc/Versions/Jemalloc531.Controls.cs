using AllocSim.Allocator.Jemalloc.Ctl;

namespace AllocSim.Allocator.Jemalloc.Versions;

/// <content>The tree of controls.</content>
internal sealed partial class Jemalloc531
{
    /// <inheritdoc/>
    private protected override ControlSet NewControls() => base.NewControls() with
    {
        Config =
        [
            ("cache_oblivious", true), ("debug", false), ("fill", true), ("lazy_lock", false), ("opt_safety_checks", false), ("prof", false), ("prof_libgcc", false),
            ("prof_libunwind", false), ("prof_frameptr", false), ("stats", true), ("utrace", false), ("xmalloc", false),
        ],
        Options =
        [
            "abort", "abort_conf", "cache_oblivious", "debug_double_free_max_scan", "trust_madvise", "experimental_hpa_start_huge_if_thp_always", "experimental_hpa_enforce_hugify",
            "confirm_conf", "hpa", "hpa_slab_max_alloc", "hpa_hugification_threshold", "hpa_hugify_delay_ms", "hpa_hugify_sync", "hpa_min_purge_interval_ms",
            "experimental_hpa_max_purge_nhp", "hpa_purge_threshold", "hpa_min_purge_delay_ms", "hpa_hugify_style", "hpa_dirty_mult", "hpa_sec_nshards", "hpa_sec_max_alloc",
            "hpa_sec_max_bytes", "hpa_sec_batch_fill_extra", "huge_arena_pac_thp", "retain", "narenas", "oversize_threshold", "mutex_max_spin", "background_thread",
            "max_background_threads", "dirty_decay_ms", "muzzy_decay_ms", "stats_print", "stats_interval", "zero", "experimental_tcache_gc", "tcache", "tcache_max",
            "tcache_nslots_small_min", "tcache_nslots_small_max", "tcache_nslots_large", "lg_tcache_nslots_mul", "tcache_gc_incr_bytes", "tcache_gc_delay_bytes",
            "lg_tcache_flush_small_div", "lg_tcache_flush_large_div", "lg_extent_max_active_fit", "metadata_thp", "dss", "percpu_arena", "stats_print_opts",
            "stats_interval_opts", "junk", "thp", "zero_realloc", "process_madvise_max_batch", "disable_large_size_classes", "malloc_conf.env_var",
        ],
        Without = ["thread.prof.active", "prof", "experimental.thread"],
    };
}
