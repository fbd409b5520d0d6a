using AllocSim.Simulator.Allocation.Policies;

namespace AllocSim.Allocator.Jemalloc.Options.Conf;

/// <summary>The values of jemalloc's options that are worth trying. What is missing decides nothing that is measured (it prints, checks, fills or profiles), or has a grammar of ranges.</summary>
internal static class TuningRanges
{
    private const TuningEffect Memory = TuningEffect.Memory;
    private const TuningEffect Paging = TuningEffect.Memory | TuningEffect.System;
    private const TuningEffect Caching = TuningEffect.Memory | TuningEffect.Time;
    private const TuningEffect All = TuningEffect.Memory | TuningEffect.System | TuningEffect.Time;

    private static readonly Dictionary<string, TuningRange> Ranges = new(StringComparer.Ordinal)
    {
        ["dirty_decay_ms"] = new(Paging, "0", "20", "100", "250", "500", "1000", "2000", "5000", "10000", "30000", "-1"),
        ["muzzy_decay_ms"] = new(Paging, "0", "100", "1000", "5000", "10000", "-1"),
        ["lg_extent_max_active_fit"] = new(Paging, "0", "1", "2", "3", "4", "5", "6", "7", "8", "10"),
        ["oversize_threshold"] = new(Paging, "0", "1048576", "2097152", "4194304", "8388608", "16777216", "67108864", "134217728") { IsOrdered = false },
        ["retain"] = new(Paging, "true", "false") { IsOrdered = false },
        ["metadata_thp"] = new(Memory, "disabled", "auto", "always"),
        ["thp"] = new(Paging, "default", "always", "never") { IsOrdered = false },
        ["narenas"] = new(Caching, "1", "2", "3", "4", "6", "8", "16", "32"),
        ["percpu_arena"] = new(Caching, "disabled", "percpu", "phycpu") { IsOrdered = false },
        ["background_thread"] = new(All, "false", "true") { IsOrdered = false },
        ["hpa"] = new(All, "false", "true") { IsOrdered = false },
        ["hpa_slab_max_alloc"] = new(Paging, "16384", "32768", "65536", "131072", "262144", "524288") { Needs = ("hpa", "true") },
        ["mutex_max_spin"] = new(TuningEffect.Time, "0", "100", "300", "600", "1200", "5000"),
        ["tcache"] = new(Caching, "true", "false") { IsOrdered = false },
        ["tcache_max"] = Cached("1024", "4096", "8192", "16384", "32768", "65536", "262144", "1048576"),
        ["lg_tcache_max"] = Cached("10", "12", "13", "14", "15", "16", "18", "20"),
        ["lg_tcache_nslots_mul"] = Cached("-4", "-3", "-2", "-1", "0", "1", "2", "3"),
        ["tcache_nslots_small_min"] = Cached("2", "5", "10", "20", "40"),
        ["tcache_nslots_small_max"] = Cached("20", "50", "100", "200", "400"),
        ["tcache_nslots_large"] = Cached("2", "5", "10", "20", "40"),
        ["tcache_gc_incr_bytes"] = Cached("4096", "16384", "65536", "262144", "1048576"),
        ["lg_tcache_flush_small_div"] = Cached("1", "2", "3", "4"),
        ["lg_tcache_flush_large_div"] = Cached("1", "2", "3", "4"),
    };

    /// <summary>Settings that projects ship or guides recommend.</summary>
    public static IReadOnlyList<OptionChange> Presets { get; } =
    [
        new("give back at once", "dirty_decay_ms:0,muzzy_decay_ms:0"),
        new("give back after a second", "dirty_decay_ms:1000,muzzy_decay_ms:0"),
        new("background thread, 5 seconds", "background_thread:true,dirty_decay_ms:5000,muzzy_decay_ms:5000"),
        new("one arena", "narenas:1"),
        new("least memory", "narenas:1,tcache:false,dirty_decay_ms:0,muzzy_decay_ms:0"),
        new("no caches", "tcache:false"),
        new("throughput", "background_thread:true,metadata_thp:auto,dirty_decay_ms:30000,muzzy_decay_ms:10000"),
        new("reuse large extents", "lg_extent_max_active_fit:8"),
    ];

    /// <summary>The range of an option.</summary>
    public static TuningRange Of(string name) => Ranges.GetValueOrDefault(name) ?? (name is "slab_sizes" or "bin_shards" ? new TuningRange(All) : TuningRange.Neither);

    private static TuningRange Cached(params string[] values) => new(Caching, values) { Needs = ("tcache", "true") };
}
