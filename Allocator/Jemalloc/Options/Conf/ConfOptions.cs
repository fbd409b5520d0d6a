using AllocSim.Allocator.Jemalloc.Sizes;

namespace AllocSim.Allocator.Jemalloc.Options.Conf;

/// <summary>The options that releases of jemalloc 5 read from a MALLOC_CONF string; a version picks those that it has, and says where it reads one in its own way.</summary>
/// <remarks>jemalloc 5.3.0, `src/jemalloc.c` malloc_conf_init_helper: names, ranges, and which values are clipped and which refused.</remarks>
internal static partial class ConfOptions
{
    private const ulong Page = 4096;

    // The library limits seconds, not milliseconds.
    private const long MaxDecayMs = 18_446_744_072_000;

    private const ulong LargeMax = 7UL << 60;

    /// <summary>The options in the order of the source.</summary>
    public static readonly ConfOption[] Of530 =
    [
        ConfOption.Flag("confirm_conf", (o, v) => o with { ConfirmConf = v }),
        ConfOption.Flag("abort", (o, v) => o with { Abort = v }),
        ConfOption.Flag("abort_conf", (o, v) => o with { AbortConf = v }),
        ConfOption.Flag("trust_madvise", (o, v) => o with { TrustMadvise = v }),
        ConfOption.Abbreviated<MetadataThpMode>("metadata_thp", (o, v) => o with { MetadataThp = v }),
        ConfOption.Flag("retain", (o, v) => o with { Retain = v }),
        ConfOption.Abbreviated<DssPrecedence>("dss", (o, v) => o with { Dss = v }),
        Narenas(),
        ConfOption.Ratio("narenas_ratio", "a decimal number below 65536", (o, v) => o with { NarenasRatio = v }),
        ConfOption.Ranges("bin_shards", "SIZE-SIZE:SHARDS|… with 1 to 64 shards", (o, begin, end, value) => value is 0 or > BinShardOverride.MaxShards
            ? null
            : o with { BinShards = [.. o.BinShards, new BinShardOverride(begin, end, (int)value)] }),
        ConfOption.Signed("mutex_max_spin", -1, long.MaxValue, (o, v) => o with { MutexMaxSpin = v }),
        ConfOption.Signed("dirty_decay_ms", -1, MaxDecayMs, (o, v) => o with { DirtyDecayMs = v }),
        ConfOption.Signed("muzzy_decay_ms", -1, MaxDecayMs, (o, v) => o with { MuzzyDecayMs = v }),
        ConfOption.Flag("stats_print", (o, v) => o with { StatsPrint = v }),
        ConfOption.Text("stats_print_opts", (o, v) => o with { StatsPrintOpts = AddStatsLetters(o.StatsPrintOpts, v) }),
        ConfOption.Signed("stats_interval", -1, long.MaxValue, (o, v) => o with { StatsInterval = v }),
        ConfOption.Text("stats_interval_opts", (o, v) => o with { StatsIntervalOpts = AddStatsLetters(o.StatsIntervalOpts, v) }),
        ConfOption.Word<JunkFill>("junk", (o, v) => o with { Junk = v }),
        ConfOption.Flag("zero", (o, v) => o with { Zero = v }),
        ConfOption.Flag("experimental_infallible_new", (o, v) => o with { ExperimentalInfallibleNew = v }),
        ConfOption.Flag("tcache", (o, v) => o with { Tcache = v }),
        ConfOption.Unsigned("tcache_max", 0, 8 << 20, clips: true, (o, v) => o with { TcacheMax = v }),
        ConfOption.Unsigned("lg_tcache_max", 0, 23, clips: true, (o, v) => o with { TcacheMax = 1UL << (int)v }),
        ConfOption.Signed("lg_tcache_nslots_mul", -16, 16, (o, v) => o with { LgTcacheNslotsMul = v }),
        ConfOption.Unsigned("tcache_nslots_small_min", 1, 2048, clips: true, (o, v) => o with { TcacheNslotsSmallMin = (uint)v }),
        ConfOption.Unsigned("tcache_nslots_small_max", 1, 2048, clips: true, (o, v) => o with { TcacheNslotsSmallMax = (uint)v }),
        ConfOption.Unsigned("tcache_nslots_large", 1, 2048, clips: true, (o, v) => o with { TcacheNslotsLarge = (uint)v }),
        ConfOption.Unsigned("tcache_gc_incr_bytes", 1024, ulong.MaxValue, clips: true, (o, v) => o with { TcacheGcIncrBytes = v }),
        ConfOption.Unsigned("tcache_gc_delay_bytes", 0, ulong.MaxValue, clips: false, (o, v) => o with { TcacheGcDelayBytes = v }),
        ConfOption.Unsigned("lg_tcache_flush_small_div", 1, 16, clips: true, (o, v) => o with { LgTcacheFlushSmallDiv = (uint)v }),
        ConfOption.Unsigned("lg_tcache_flush_large_div", 1, 16, clips: true, (o, v) => o with { LgTcacheFlushLargeDiv = (uint)v }),
        ConfOption.Unsigned("oversize_threshold", 0, LargeMax, clips: false, (o, v) => o with { OversizeThreshold = v }),
        ConfOption.Unsigned("lg_extent_max_active_fit", 0, 64, clips: false, (o, v) => o with { LgExtentMaxActiveFit = v }),
        ConfOption.Abbreviated<PercpuArenaMode>("percpu_arena", (o, v) => o with { PercpuArena = v }),
        ConfOption.Flag("background_thread", (o, v) => o with { BackgroundThread = v }),
        MaxBackgroundThreads(),
        .. Huge(),
        SlabSizes(),
        .. Profiler(),
        ConfOption.Abbreviated<ThpMode>("thp", (o, v) => o with { Thp = v }),
        ConfOption.Word<ZeroReallocAction>("zero_realloc", (o, v) => o with { ZeroRealloc = v }),
        ConfOption.Unsigned("san_guard_small", 0, ulong.MaxValue, clips: false, (o, v) => o with { SanGuardSmall = v }),
        ConfOption.Unsigned("san_guard_large", 0, ulong.MaxValue, clips: false, (o, v) => o with { SanGuardLarge = v }),
    ];

    /// <summary>narenas of versions that know no word for its default.</summary>
    public static ConfOption PlainNarenas => ConfOption.Unsigned("narenas", 1, ulong.MaxValue, clips: false, (o, v) => o with { Narenas = (uint)v });

    /// <summary>slab_sizes of versions that know no word for its default.</summary>
    public static ConfOption PlainSlabSizes => ConfOption.Ranges("slab_sizes", "SIZE-SIZE:PAGES|…", (o, begin, end, value) => o with { SlabSizes = [.. o.SlabSizes, new SlabSizeOverride(begin, end, (int)value)] });

    /// <summary>lg_tcache_max of versions that have no tcache_max: it is not clipped, and what is below the largest small class stands for that.</summary>
    public static ConfOption LgTcacheMax => ConfOption.Signed("lg_tcache_max", -1, 63, (o, v) => o with { LgTcacheMax = v, TcacheMax = v < 0 ? 0 : 1UL << (int)v });

    /// <summary>stats_print_opts of versions that know other letters.</summary>
    public static ConfOption StatsLetters(string known) => ConfOption.Text("stats_print_opts", (o, v) => o with { StatsPrintOpts = AddStatsLetters(o.StatsPrintOpts, v, known) });

    /// <summary>The options by name, in the order of the names.</summary>
    public static IEnumerable<ConfOption> Pick(params string[] names) => names.Select(name => Array.Find(Of530, option => option.Name == name) ?? throw new ArgumentException($"there is no option {name}"));

    // Any value past 32 bits is cut to them, as the cast in the library does.
    private static ConfOption Narenas()
    {
        var number = ConfOption.Unsigned("narenas", 1, ulong.MaxValue, clips: false, (o, v) => o with { Narenas = (uint)v });
        return new("narenas", "default or " + number.Expected, (o, text) => text == "default" ? (o with { Narenas = 0 }, null) : number.Set(o, text));
    }

    // The upper limit is the value that the option has now.
    private static ConfOption MaxBackgroundThreads()
        => new("max_background_threads", "a number from 1 to 4096", (o, text) =>
            ConfOption.Unsigned("max_background_threads", 1, o.MaxBackgroundThreads, clips: true, (p, v) => p with { MaxBackgroundThreads = v }).Set(o, text));

    private static ConfOption SlabSizes()
    {
        var ranges = ConfOption.Ranges("slab_sizes", "default or SIZE-SIZE:PAGES|…", (o, begin, end, value)
            => o with { SlabSizes = [.. o.SlabSizes, new SlabSizeOverride(begin, end, (int)value)] });
        return new("slab_sizes", ranges.Expected, (o, text) => text == "default" ? (o with { SlabSizes = [] }, null) : ranges.Set(o, text));
    }

    private static ConfOption[] Huge() =>
    [
        ConfOption.Flag("hpa", (o, v) => o with { Hpa = v }),
        ConfOption.Unsigned("hpa_slab_max_alloc", Page, JemallocOptions.HugePage, clips: true, (o, v) => o with { HpaSlabMaxAlloc = v }),
        ConfOption.Unsigned("hpa_hugification_threshold", Page, JemallocOptions.HugePage, clips: true, (o, v) => o with { HpaHugificationThreshold = v }),
        ConfOption.Ratio("hpa_hugification_threshold_ratio", "a decimal number from 0 to 1", (o, v) => v.Bits > 1 << 16
            ? null
            : o with { HpaHugificationThreshold = v.Of(JemallocOptions.HugePage) }),
        ConfOption.Unsigned("hpa_hugify_delay_ms", 0, ulong.MaxValue, clips: false, (o, v) => o with { HpaHugifyDelayMs = v }),
        ConfOption.Unsigned("hpa_min_purge_interval_ms", 0, ulong.MaxValue, clips: false, (o, v) => o with { HpaMinPurgeIntervalMs = v }),
        HpaDirtyMult(),
        ConfOption.Unsigned("hpa_sec_nshards", 0, ulong.MaxValue, clips: true, (o, v) => o with { HpaSecNshards = v }),
        ConfOption.Unsigned("hpa_sec_max_alloc", Page, ulong.MaxValue, clips: true, (o, v) => o with { HpaSecMaxAlloc = v }),
        ConfOption.Unsigned("hpa_sec_max_bytes", Page, ulong.MaxValue, clips: true, (o, v) => o with { HpaSecMaxBytes = v }),
        ConfOption.Unsigned("hpa_sec_bytes_after_flush", Page, ulong.MaxValue, clips: true, (o, v) => o with { HpaSecBytesAfterFlush = v }),
        ConfOption.Unsigned("hpa_sec_batch_fill_extra", 0, JemallocOptions.HugePage / Page, clips: true, (o, v) => o with { HpaSecBatchFillExtra = v }),
    ];

    private static ConfOption HpaDirtyMult()
    {
        var ratio = ConfOption.Ratio("hpa_dirty_mult", "-1 or a decimal number below 65536", (o, v) => o with { HpaDirtyMult = v });
        return ratio with { Set = (o, text) => text == "-1" ? (o with { HpaDirtyMult = null }, null) : ratio.Set(o, text) };
    }

    private static ConfOption[] Profiler() =>
    [
        ConfOption.Flag("prof", (o, v) => o with { Prof = v }),
        ConfOption.Text("prof_prefix", (o, v) => o with { ProfPrefix = v }),
        ConfOption.Flag("prof_active", (o, v) => o with { ProfActive = v }),
        ConfOption.Flag("prof_thread_active_init", (o, v) => o with { ProfThreadActiveInit = v }),
        ConfOption.Unsigned("lg_prof_sample", 0, 63, clips: true, (o, v) => o with { LgProfSample = v }),
        ConfOption.Flag("prof_accum", (o, v) => o with { ProfAccum = v }),
        ConfOption.Signed("lg_prof_interval", -1, 63, (o, v) => o with { LgProfInterval = v }),
        ConfOption.Flag("prof_gdump", (o, v) => o with { ProfGdump = v }),
        ConfOption.Flag("prof_final", (o, v) => o with { ProfFinal = v }),
        ConfOption.Flag("prof_leak", (o, v) => o with { ProfLeak = v }),
        ConfOption.Flag("prof_leak_error", (o, v) => o with { ProfLeakError = v }),
        ConfOption.Flag("prof_log", (o, v) => o with { ProfLog = v }),
        ConfOption.Signed("prof_recent_alloc_max", -1, long.MaxValue, (o, v) => o with { ProfRecentAllocMax = v }),
        ConfOption.Flag("prof_stats", (o, v) => o with { ProfStats = v }),
        ConfOption.Flag("prof_sys_thread_name", (o, v) => o with { ProfSysThreadName = v }),
        new("prof_time_resolution", "default or high", (o, text) => text is "default" or "high"
            ? (o with { ProfTimeResolutionHigh = text == "high" }, null)
            : (o, "is not a valid value")),
        ConfOption.Flag("prof_unbias", (o, v) => o with { ProfUnbias = v }),
    ];

    private static string AddStatsLetters(string letters, string more, string known = "Jgmdablxeh")
        => new([.. letters.Concat(more.Where(c => known.Contains(c, StringComparison.Ordinal))).Distinct()]);
}
