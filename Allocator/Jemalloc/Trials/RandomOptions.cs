using AllocSim.Allocator.Common.Trials;

namespace AllocSim.Allocator.Jemalloc.Trials;

/// <summary>Random MALLOC_CONF strings out of settings that the simulator follows.</summary>
internal static class RandomOptions
{
    private static readonly string[][] Settings =
    [
        ["narenas:1", "narenas:2", "narenas:3", "narenas:5", "narenas:8", "narenas_ratio:1.5", "narenas_ratio:0.25"],
        ["percpu_arena:percpu", "percpu_arena:phycpu"],
        ["tcache:false"],
        ["tcache_max:0", "tcache_max:8", "tcache_max:512", "tcache_max:4096", "tcache_max:14337", "tcache_max:65536", "tcache_max:1048576", "tcache_max:8388608", "tcache_max:9000000", "lg_tcache_max:10", "lg_tcache_max:20"],
        ["tcache_nslots_small_min:1", "tcache_nslots_small_min:2", "tcache_nslots_small_min:7", "tcache_nslots_small_min:100", "tcache_nslots_small_min:2048"],
        ["tcache_nslots_small_max:1", "tcache_nslots_small_max:8", "tcache_nslots_small_max:33", "tcache_nslots_small_max:1000"],
        ["tcache_nslots_large:1", "tcache_nslots_large:2", "tcache_nslots_large:7", "tcache_nslots_large:100"],
        ["lg_tcache_nslots_mul:-16", "lg_tcache_nslots_mul:-3", "lg_tcache_nslots_mul:-1", "lg_tcache_nslots_mul:0", "lg_tcache_nslots_mul:3", "lg_tcache_nslots_mul:16"],
        ["tcache_gc_incr_bytes:1024", "tcache_gc_incr_bytes:3000", "tcache_gc_incr_bytes:8192", "tcache_gc_incr_bytes:1000000"],
        ["tcache_gc_delay_bytes:0", "tcache_gc_delay_bytes:1000", "tcache_gc_delay_bytes:65536", "tcache_gc_delay_bytes:10000000"],
        ["lg_tcache_flush_small_div:1", "lg_tcache_flush_small_div:2", "lg_tcache_flush_small_div:5", "lg_tcache_flush_small_div:16"],
        ["lg_tcache_flush_large_div:1", "lg_tcache_flush_large_div:2", "lg_tcache_flush_large_div:16"],
        ["dirty_decay_ms:-1", "dirty_decay_ms:0", "dirty_decay_ms:1", "dirty_decay_ms:50", "dirty_decay_ms:300", "dirty_decay_ms:2000", "dirty_decay_ms:100000"],
        ["muzzy_decay_ms:-1", "muzzy_decay_ms:0", "muzzy_decay_ms:1", "muzzy_decay_ms:50", "muzzy_decay_ms:300", "muzzy_decay_ms:2000"],
        ["retain:false"],
        ["dss:disabled", "dss:primary", "dss:secondary", "dss:primary"],
        ["oversize_threshold:0", "oversize_threshold:16384", "oversize_threshold:100000", "oversize_threshold:1048576", "oversize_threshold:33554432", "oversize_threshold:100"],
        ["lg_extent_max_active_fit:0", "lg_extent_max_active_fit:1", "lg_extent_max_active_fit:3", "lg_extent_max_active_fit:10", "lg_extent_max_active_fit:64"],
        ["slab_sizes:1-4096:17|100-200:1|128-128:2", "slab_sizes:1-14336:3", "slab_sizes:16-16:100", "slab_sizes:1-100000:8", "slab_sizes:8-8:1|10240-10240:16"],
        ["bin_shards:1-512:4|600-2000:2", "bin_shards:1-14336:7", "bin_shards:16-64:64", "bin_shards:1-16:1|128-160:16"],
        ["zero_realloc:alloc", "zero_realloc:free"],
        ["trust_madvise:true", "mutex_max_spin:0", "max_background_threads:1", "max_background_threads:17", "experimental_infallible_new:true", "stats_print_opts:g", "confirm_conf:false", "prof_active:false", "lg_prof_sample:3", "hpa_sec_nshards:0", "hpa_dirty_mult:0.5"],
        ["junk:true", "junk:alloc", "junk:free"],
        ["zero:true"],
        ["thp:always", "thp:never"],
    ];

    private static readonly string[][] HugeSettings =
    [
        ["hpa_slab_max_alloc:4096", "hpa_slab_max_alloc:8192", "hpa_slab_max_alloc:131072", "hpa_slab_max_alloc:300000", "hpa_slab_max_alloc:2097152"],
        ["hpa_hugification_threshold:1900000", "hpa_hugification_threshold:2097152", "hpa_hugification_threshold_ratio:0.9"],
        ["hpa_hugify_delay_ms:0", "hpa_hugify_delay_ms:1", "hpa_hugify_delay_ms:20", "hpa_hugify_delay_ms:1000"],
        ["hpa_dirty_mult:-1", "hpa_dirty_mult:0.5", "hpa_dirty_mult:1", "hpa_dirty_mult:1.7"],
        ["hpa_sec_nshards:0", "hpa_sec_nshards:1", "hpa_sec_nshards:7", "hpa_sec_nshards:100"],
        ["hpa_sec_max_alloc:4096", "hpa_sec_max_alloc:5000", "hpa_sec_max_alloc:100000", "hpa_sec_max_alloc:4194304"],
        ["hpa_sec_max_bytes:4096", "hpa_sec_max_bytes:20000", "hpa_sec_max_bytes:1048576"],
        ["hpa_sec_bytes_after_flush:4096", "hpa_sec_bytes_after_flush:30000", "hpa_sec_bytes_after_flush:1048576"],
        ["hpa_sec_batch_fill_extra:1", "hpa_sec_batch_fill_extra:3", "hpa_sec_batch_fill_extra:20"],
    ];

    private static readonly string[][] ProfilerSettings =
    [
        ["prof_recent_alloc_max:-1", "prof_recent_alloc_max:1", "prof_recent_alloc_max:7", "prof_recent_alloc_max:100", "prof_recent_alloc_max:5000"],
        ["prof_log:true"],
        ["prof_sys_thread_name:true"],
        ["prof_accum:true", "prof_stats:true", "prof_unbias:false", "prof_thread_active_init:false"],
        ["lg_prof_interval:14"],
    ];

    /// <summary>Draws a string with the huge page allocator on: up to four settings of its own, then as <see cref="Draw"/>.</summary>
    public static string DrawHuge(SeededDraws draws)
    {
        List<string> drawn = ["hpa:true"];
        for (int count = draws.Below(5); count > 0; count--)
        {
            drawn.Add(draws.Pick<string>(draws.Pick<string[]>(HugeSettings)));
        }

        string others = Draw(draws);
        return string.Join(',', drawn) + (others.Length == 0 ? "" : "," + others);
    }

    /// <summary>Draws a string with guard pages for slabs, large extents or both, then as <see cref="Draw"/>; now and then with the huge page allocator.</summary>
    public static string DrawGuarded(SeededDraws draws)
    {
        string drawn = draws.Pick("san_guard_small:N", "san_guard_large:N", "san_guard_small:N,san_guard_large:M")
            .Replace('N', draws.Pick('1', '1', '2', '3', '9'))
            .Replace('M', draws.Pick('1', '2', '3', '9'));
        drawn += draws.Chance(150_000) ? ",hpa:true" : "";
        string others = Draw(draws);
        return others.Length == 0 ? drawn : drawn + "," + others;
    }

    /// <summary>Draws a string with the heap profiler on: up to four settings of its own, then as <see cref="Draw"/>. prof_gdump is none of them: a peak of memory while a sample is logged makes the library wait for itself.</summary>
    public static string DrawProfiled(SeededDraws draws)
    {
        List<string> drawn = ["prof:true", $"lg_prof_sample:{draws.Pick(0, 0, 5, 9, 12, 16)}"];
        for (int count = draws.Below(5); count > 0; count--)
        {
            drawn.Add(draws.Pick<string>(draws.Pick<string[]>(ProfilerSettings)));
        }

        string others = Draw(draws);
        return string.Join(',', drawn) + (others.Length == 0 ? "" : "," + others);
    }

    /// <summary>Draws a string of none to six settings; now and then one setting is there twice.</summary>
    public static string Draw(SeededDraws draws)
    {
        int count = draws.Pick(0, 1, 1, 2, 3, 4, 6);
        List<string> drawn = [];
        for (int i = 0; i < count; i++)
        {
            drawn.Add(draws.Pick<string>(draws.Pick<string[]>(Settings)));
        }

        return string.Join(',', drawn);
    }
}
