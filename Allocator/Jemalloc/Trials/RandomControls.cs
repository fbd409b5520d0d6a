using System.Globalization;
using AllocSim.Allocator.Common.Trials;
using AllocSim.Allocator.Jemalloc.Versions;

namespace AllocSim.Allocator.Jemalloc.Trials;

/// <summary>Random controls: reads and writes of every name that has no lasting use in <see cref="RandomTrace"/>, with right and wrong types and indices.</summary>
/// <param name="draws">Where the draws come from.</param>
/// <param name="arena">Draws an arena.</param>
/// <param name="version">The release.</param>
internal sealed class RandomControls(SeededDraws draws, Func<int> arena, JemallocVersion version)
{
    private const string Opts = "abort abort_conf cache_oblivious trust_madvise confirm_conf hpa hpa_slab_max_alloc hpa_hugification_threshold hpa_hugify_delay_ms hpa_min_purge_interval_ms hpa_sec_nshards hpa_sec_max_alloc hpa_sec_max_bytes hpa_sec_bytes_after_flush hpa_sec_batch_fill_extra retain narenas oversize_threshold mutex_max_spin background_thread max_background_threads dirty_decay_ms muzzy_decay_ms stats_print stats_interval zero utrace xmalloc experimental_infallible_new tcache tcache_max tcache_nslots_small_min tcache_nslots_small_max tcache_nslots_large lg_tcache_nslots_mul tcache_gc_incr_bytes tcache_gc_delay_bytes lg_tcache_flush_small_div lg_tcache_flush_large_div lg_extent_max_active_fit prof prof_active prof_thread_active_init lg_prof_sample lg_prof_interval prof_gdump prof_final prof_leak prof_accum prof_recent_alloc_max nonsense";
    private const string ArenaNames = "initialized decay purge oversize_threshold dirty_decay_ms muzzy_decay_ms retain_grow_limit";
    private const string MutexCounters = "num_ops num_wait num_spin_acq num_owner_switch total_wait_time max_wait_time max_num_thds";
    private const string ArenaMutexes = "large extent_avail extents_dirty extents_muzzy extents_retained decay_dirty decay_muzzy base tcache_list hpa_shard hpa_shard_grow hpa_sec";
    private const string GlobalMutexes = "background_thread max_per_bg_thd ctl prof prof_thds_data prof_dump prof_recent_alloc prof_recent_dump prof_stats";
    private const string ArenaStats = "nthreads uptime dirty_decay_ms muzzy_decay_ms pactive pdirty pmuzzy mapped retained extent_avail dirty_npurge dirty_nmadvise dirty_purged muzzy_npurge muzzy_nmadvise muzzy_purged base internal metadata_thp tcache_bytes tcache_stashed_bytes resident abandoned_vm hpa_sec_bytes small.allocated small.nmalloc small.ndalloc small.nrequests small.nfills small.nflushes large.allocated large.nmalloc large.ndalloc large.nrequests large.nfills large.nflushes";
    private const string BinStats = "nmalloc ndalloc nrequests curregs nfills nflushes nslabs nreslabs curslabs nonfull_slabs";
    private const string LargeStats = "nmalloc ndalloc nrequests curlextents";
    private const string ExtentStats = "ndirty nmuzzy nretained dirty_bytes muzzy_bytes retained_bytes";
    private const string Fixed = "narenas dirty_decay_ms muzzy_decay_ms quantum page tcache_max nbins nhbins nlextents";
    private const string Odd = "x stats stats.arenas arena.0 arena.0.initialized.x arenas.bin.40.size arena.01.initialized arena.0x.initialized stats..x arena.-1.purge arena..purge opt.stats stats.arenas.0.extents.199.ndirty";

    /// <summary>Type, name and perhaps value of a control.</summary>
    public string Draw() => draws.Below(24) switch
    {
        0 or 1 => Read("opt." + One(Opts)),
        2 or 3 or 4 => draws.Chance(800_000) ? "u64 epoch 1" : Read("epoch"),
        5 => Read("thread." + One("allocated deallocated tcache.enabled arena peak.read")),
        6 => "void " + One("thread.tcache.flush thread.idle thread.peak.reset"),
        7 => draws.Chance(200_000) ? $"bool thread.tcache.enabled {draws.Below(2)}" : "void thread.tcache.flush",
        8 => $"void arena.{ArenaOrAll()}.{One("decay purge")}",
        9 => Read($"arena.{arena()}.{One(ArenaNames)}"),
        10 or 11 => $"u64 arena.{arena()}.{One("dirty_decay_ms muzzy_decay_ms")} {draws.Pick(-1, 0, 1, 20, 100, 500, 2000, -2)}",
        12 => ArenaLimits(),
        13 => $"u64 arenas.{One("dirty_decay_ms muzzy_decay_ms")} {draws.Pick(-1, 0, 100, 5000, -2)}",
        14 => Read("arenas." + (draws.Chance(400_000) ? One(Fixed) : $"bin.{Bin()}.{One("size nregs slab_size nshards")}")),
        15 => Read("stats." + One("allocated active metadata metadata_thp resident mapped retained zero_reallocs background_thread.num_threads background_thread.num_runs background_thread.run_interval")),
        16 => Read($"stats.mutexes.{One(GlobalMutexes)}.{One(MutexCounters)}"),
        17 => draws.Chance(200_000) ? "void stats.mutexes.reset" : Read($"arenas.lextent.{draws.Below(200)}.size"),
        18 => Read($"stats.arenas.{ArenaOrAll()}.{One(ArenaStats)}"),
        19 => Read($"stats.arenas.{ArenaOrAll()}.mutexes.{One(ArenaMutexes)}.{One(MutexCounters)}"),
        20 => Read($"stats.arenas.{ArenaOrAll()}.bins.{draws.Below(36)}.{(draws.Chance(300_000) ? "mutex." + One(MutexCounters) : One(BinStats))}"),
        21 => Read($"stats.arenas.{ArenaOrAll()}.lextents.{draws.Below(40)}.{One(LargeStats)}"),
        22 => Read($"stats.arenas.{ArenaOrAll()}.extents.{draws.Below(60)}.{One(ExtentStats)}"),
        _ => Read(One(Odd)),
    };

    private string Read(string name)
    {
        string type = draws.Pick("u64", "u64", "u64", "u64", "u32", "u32", "bool", "void");

        // Without room for its answer this one ends the library up to 5.2.1.
        return $"{(type == "void" && name == "arenas.narenas" && version.HooksServeMetadata ? "u32" : type)} {name}";
    }

    // Up to 5.3.0 an index one past the last bin is let through. In 5.3.0 nothing lies there; before, whatever comes next in the library.
    private int Bin() => Math.Min(draws.Below(37), version == JemallocVersion.V530 ? 36 : 35);

    private string One(string names) => draws.Pick<string>(names.Split(' '));

    private string ArenaOrAll() => draws.Chance(150_000) ? "4096" : arena().ToString(CultureInfo.InvariantCulture);

    private string ArenaLimits() => draws.Chance(500_000)
        ? $"u64 arena.{arena()}.oversize_threshold {draws.Pick(0, 4096, 65536, 1 << 20, 1 << 23)}"
        : $"u64 arena.{arena()}.retain_grow_limit {draws.Pick(0, 4095, 4096, 65536, 1 << 21, 1 << 24, 1 << 30)}";
}
