namespace AllocSim.Allocator.Classic.Options;

/// <summary>Options that 2.1.3 does not have as it is built here: what has them, and what takes their place.</summary>
internal static class OtherOptions
{
    private const string Later = "an option of 5.x";
    private const string Between = "an option of 3.x and 4.x";
    private const string Profiling = "--enable-prof";

    // By name: the builds or versions that have it, and what 2.1 has for it.
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["dirty_decay_ms"] = $"is {Later}; 2.1 has lg_dirty_mult",
        ["muzzy_decay_ms"] = $"is {Later}; 2.1 has lg_dirty_mult, and knows no muzzy pages",
        ["decay_time"] = "is an option of 4.x; 2.1 has lg_dirty_mult",
        ["purge"] = "is an option of 4.x; 2.1 purges by ratio alone, see lg_dirty_mult",
        ["tcache_max"] = $"is {Later}; 2.1 has lg_tcache_max",
        ["tcache_ncached_max"] = $"is {Later}; 2.1 caches at most 200 small objects of a class and 20 large ones",
        ["tcache_nslots_small_min"] = $"is {Later}; 2.1 caches at most 200 small objects of a class and twice those of a run",
        ["tcache_nslots_small_max"] = $"is {Later}; 2.1 caches at most 200 small objects of a class",
        ["tcache_nslots_large"] = $"is {Later}; 2.1 caches at most 20 large objects of a class",
        ["lg_tcache_nslots_mul"] = $"is {Later}; 2.1 caches twice as many small objects as a run holds, at most 200",
        ["tcache_gc_incr_bytes"] = $"is {Later}; 2.1 has lg_tcache_gc_sweep",
        ["tcache_gc_delay_bytes"] = $"is {Later}; 2.1 has lg_tcache_gc_sweep",
        ["lg_tcache_flush_small_div"] = $"is {Later}; 2.1 always flushes half",
        ["lg_tcache_flush_large_div"] = $"is {Later}; 2.1 always flushes half",
        ["experimental_tcache_gc"] = $"is {Later}; 2.1 has lg_tcache_gc_sweep",
        ["percpu_arena"] = $"is {Later}; 2.1 gives threads their arenas in turn, see narenas",
        ["oversize_threshold"] = $"is {Later}; in 2.1 what is larger than a chunk has chunks of its own, see lg_chunk",
        ["stats_print_opts"] = $"is {Later}; 2.1 has stats_print",
        ["stats_interval"] = $"is {Later}; 2.1 has stats_print",
        ["stats_interval_opts"] = $"is {Later}; 2.1 has stats_print",
        ["abort_conf"] = $"is {Later}; 2.1 never ends a program for a wrong option",
        ["retain"] = $"is {Later}; 2.1 unmaps every chunk that it no longer needs, but for a spare one an arena",
        ["slab_sizes"] = $"is {Later}; 2.1 works the length of runs out, see lg_qspace_max and lg_cspace_max",
        ["bin_shards"] = $"is {Later}; 2.1 has one bin a class and arena",
        ["trust_madvise"] = $"is {Later}; 2.1 takes it for granted",
        ["dss"] = $"is {Between} and later; 2.1 uses sbrk where it is built with --enable-dss, which here it is not",
        ["quarantine"] = $"is {Between}; 2.1 has junk",
        ["redzone"] = $"is {Between}; 2.1 has junk",
        ["valgrind"] = $"is {Between}",
        ["utrace"] = $"is {Between} and later",
        ["sysv"] = "needs a library built with --enable-sysv",
        ["xmalloc"] = "needs a library built with --enable-xmalloc",
        ["overcommit"] = "needs a library built with --enable-swap",
        ["prof"] = $"needs a library built with {Profiling}",
        ["prof_prefix"] = $"needs a library built with {Profiling}",
        ["prof_active"] = $"needs a library built with {Profiling}",
        ["lg_prof_bt_max"] = $"needs a library built with {Profiling}",
        ["lg_prof_sample"] = $"needs a library built with {Profiling}",
        ["lg_prof_interval"] = $"needs a library built with {Profiling}",
        ["lg_prof_tcmax"] = $"needs a library built with {Profiling}",
        ["prof_accum"] = $"needs a library built with {Profiling}",
        ["prof_gdump"] = $"needs a library built with {Profiling}",
        ["prof_leak"] = $"needs a library built with {Profiling}",
    };

    private static readonly string[] LaterNames =
    [
        "background_thread", "max_background_threads", "metadata_thp", "thp", "confirm_conf", "cache_oblivious", "disable_large_size_classes", "zero_realloc", "mutex_max_spin",
        "lg_extent_max_active_fit", "calloc_madvise_threshold", "process_madvise_max_batch", "debug_double_free_max_scan", "experimental_infallible_new", "remote_free_max",
        "remote_free_max_batch", "san_guard_small", "san_guard_large", "lg_san_uaf_align", "malloc_conf_2_conf_harder", "huge_arena_pac_thp", "junk_alloc", "junk_free",
        "prof_thread_active_init", "prof_final", "prof_log", "prof_leak_error", "prof_stats", "prof_sys_thread_name", "prof_time_resolution", "prof_recent_alloc_max", "prof_bt_max",
        "prof_unbias", "prof_pid_namespace", "prof_target_app_name",
    ];

    /// <summary>What to say of an option that is not known here; null when nothing has it.</summary>
    public static string? Explain(string name)
        => Known.TryGetValue(name, out string? words) ? $"{name} {words}"
            : LaterNames.Contains(name) || name.StartsWith("hpa", StringComparison.Ordinal) ? $"{name} is {Later}; 2.1 has nothing in its place"
            : null;
}
