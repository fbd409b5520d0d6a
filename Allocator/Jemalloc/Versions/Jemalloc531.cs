using AllocSim.Allocator.Jemalloc.Arenas;
using AllocSim.Allocator.Jemalloc.Caches;
using AllocSim.Allocator.Jemalloc.Extents.Heaps;
using AllocSim.Allocator.Jemalloc.Extents.Neighbours;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Inspection.Library;
using AllocSim.Allocator.Jemalloc.Metadata;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Options.Conf;
using AllocSim.Allocator.Jemalloc.Pages;
using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Allocator.Jemalloc.Stats.Printing;

namespace AllocSim.Allocator.Jemalloc.Versions;

/// <summary>jemalloc 5.3.1 as built by default.</summary>
internal sealed partial class Jemalloc531 : Jemalloc530
{
    // (CACHE_BIN_NFLUSH_BATCH_MAX)
    private const int FlushBatch = 255;

    /// <inheritdoc/>
    internal override LibraryLayout InMemory => LibraryLayouts.V531;

    /// <inheritdoc/>
    public override string Name => "5.3.1";

    /// <inheritdoc/>
    public override string FullName => "5.3.1-0-g81034ce1f1373e37dc865038e1bc8eeecf559ce8";

    /// <inheritdoc/>
    internal override string Origin => BuiltOrigin;

    /// <inheritdoc/>
    private protected override ConfTable NewOptions() => new(
        ConfOptions.Of531,
        ConfTable.LeftOut(
            "5.3.1", "utrace", "xmalloc", "log", "lg_san_uaf_align", "experimental_infallible_new", "prof", "prof_prefix", "prof_active", "prof_thread_active_init", "lg_prof_sample", "prof_accum",
            "prof_bt_max", "lg_prof_interval", "prof_gdump", "prof_final", "prof_leak", "prof_leak_error", "prof_log", "prof_pid_namespace", "prof_recent_alloc_max", "prof_stats",
            "prof_sys_thread_name", "prof_time_resolution", "prof_unbias"))
    {
        Defaults = new()
        {
            DisableLargeSizeClasses = true,
            ExperimentalTcacheGc = true,
            CallocMadviseThreshold = 8 << 20,
            HpaSecNshards = 2,
            HpaSecBatchFillExtra = 3,
        },
    };

    /// <inheritdoc/>
    private protected override StatsLayout NewStatistics() => base.NewStatistics() with
    {
        Config = (["cache_oblivious", "debug", "fill", "lazy_lock"], ["opt_safety_checks", "prof", "prof_libgcc", "prof_libunwind", "prof_frameptr", "stats", "utrace", "xmalloc"]),
        Options = // stats_print stands twice in the library, too.
        [
            new("abort", StatsForm.Flag), new("abort_conf", StatsForm.Flag), new("cache_oblivious", StatsForm.Flag), new("confirm_conf", StatsForm.Flag),
            new("experimental_hpa_start_huge_if_thp_always", StatsForm.Flag), new("experimental_hpa_enforce_hugify", StatsForm.Flag),
            new("retain", StatsForm.Flag), new("dss", StatsForm.Text), new("narenas", StatsForm.Number), new("percpu_arena", StatsForm.Text),
            new("oversize_threshold", StatsForm.Number), new("hpa", StatsForm.Flag), new("hpa_slab_max_alloc", StatsForm.Number),
            new("hpa_hugification_threshold", StatsForm.Number), new("hpa_hugify_delay_ms", StatsForm.Number), new("hpa_hugify_sync", StatsForm.Flag),
            new("hpa_min_purge_interval_ms", StatsForm.Number), new("experimental_hpa_max_purge_nhp", StatsForm.Signed), new("hpa_dirty_mult", StatsForm.Ratio),
            new("hpa_purge_threshold", StatsForm.Number), new("hpa_min_purge_delay_ms", StatsForm.Number), new("hpa_hugify_style", StatsForm.Text),
            new("hpa_sec_nshards", StatsForm.Number), new("hpa_sec_max_alloc", StatsForm.Number), new("hpa_sec_max_bytes", StatsForm.Number),
            new("hpa_sec_batch_fill_extra", StatsForm.Number), new("huge_arena_pac_thp", StatsForm.Flag), new("metadata_thp", StatsForm.Text),
            new("mutex_max_spin", StatsForm.Signed), new("background_thread", StatsForm.Flag, "background_thread"),
            new("dirty_decay_ms", StatsForm.Signed, "arenas.dirty_decay_ms"), new("muzzy_decay_ms", StatsForm.Signed, "arenas.muzzy_decay_ms"),
            new("lg_extent_max_active_fit", StatsForm.Number), new("junk", StatsForm.Text), new("zero", StatsForm.Flag), new("utrace", StatsForm.Flag),
            new("xmalloc", StatsForm.Flag), new("experimental_infallible_new", StatsForm.Flag), new("experimental_tcache_gc", StatsForm.Flag),
            new("tcache", StatsForm.Flag), new("tcache_max", StatsForm.Number), new("tcache_nslots_small_min", StatsForm.Number),
            new("tcache_nslots_small_max", StatsForm.Number), new("tcache_nslots_large", StatsForm.Number), new("lg_tcache_nslots_mul", StatsForm.Signed),
            new("tcache_gc_incr_bytes", StatsForm.Number), new("tcache_gc_delay_bytes", StatsForm.Number), new("lg_tcache_flush_small_div", StatsForm.Number),
            new("lg_tcache_flush_large_div", StatsForm.Number), new("debug_double_free_max_scan", StatsForm.Number), new("thp", StatsForm.Text),
            new("stats_print", StatsForm.Flag), new("stats_print_opts", StatsForm.Text), new("stats_print", StatsForm.Flag), new("stats_print_opts", StatsForm.Text),
            new("stats_interval", StatsForm.Signed), new("stats_interval_opts", StatsForm.Text), new("zero_realloc", StatsForm.Text),
            new("process_madvise_max_batch", StatsForm.Number), new("disable_large_size_classes", StatsForm.Flag),
        ],
        HasProfiler = false,
        Memory =
        [
            "mapped", "retained", "base", "internal", "metadata_edata", "metadata_rtree", "metadata_thp", "tcache_bytes", "tcache_stashed_bytes", "resident", "abandoned_vm", "extent_avail",
        ],
        MixesRates = false,
        TellsSources = true,
        HasParts = true,
        BinWidths = (14, 15),
    };

    /// <inheritdoc/>
    internal override bool LetsPastLast => false;

    /// <inheritdoc/>
    internal override bool KeepsBumpRegion => true;

    /// <inheritdoc/>
    internal override SerialHabits Serials => new(ZeroedBreak: true, FailedGrowth: false);

    /// <inheritdoc/>
    internal override bool StartsFirstBackgroundForAny => false;

    /// <inheritdoc/>
    internal override bool HugifiesByStyle => true;

    /// <inheritdoc/>
    internal override bool CountsHugeDirty => true;

    /// <inheritdoc/>
    internal override bool KeepsSlotsInMetadata => true;

    /// <inheritdoc/>
    internal override bool EnablesHpaLast => true;

    /// <inheritdoc/>
    internal override TcacheShape Caches { get; } = CachesOf530 with
    {
        FlushBatch = FlushBatch,
        GathersOwners = true,
        CountsLargeMisses = true,
        Collector = parts => parts.Options.ExperimentalTcacheGc
            ? new NeighbourhoodCollector(parts.Sizes, parts.Flusher, parts.Machine, parts.Table)
            : new SteadyCollector(parts.Sizes, parts.Flusher),
    };

    /// <inheritdoc/>
    internal override PurgeHabits Purging { get; } = PurgingOf530 with { LeavesToBackground = true };

    /// <inheritdoc/>
    internal override HeapHabits Heaps => HeapHabits.From531;

    /// <inheritdoc/>
    internal override bool AdvisesMetadata => false;

    /// <inheritdoc/>
    internal override int MinimalFetchMax => 128;

    /// <inheritdoc/>
    internal override bool LocksMetadataEarly => true;

    /// <inheritdoc/>
    internal override bool TellsArena0OfThreshold => true;

    /// <inheritdoc/>
    internal override bool JudgesOversizeByArena => true;

    /// <inheritdoc/>
    internal override bool TrustsSmallerGrowth => true;

    /// <inheritdoc/>
    internal override NeighbourRule Neighbours(JemallocOptions options, SizeClasses sizes) => new NeighboursOfOneMappingToALimit(options.Retain, options.LgExtentMaxActiveFit, sizes.LargeMax);

    /// <inheritdoc/>
    internal override DecayTicks NewDecayTicks(Func<int> arenaCount, Func<int, ulong> allocate, Action<ulong> free) => new TicksByThreadOutside();

    /// <inheritdoc/>
    /// <remarks>Terms that depend on the number of size classes are computed; the constants are the sizes of the fixed parts.</remarks>
    public override RecordSizes Records(SizeClasses sizes)
    {
        const ulong decay = 1784;
        const ulong largeStats = 56;
        const ulong plainStats = 976; // Of arena_stats_t, up to those of large size classes, and the time behind them.
        const ulong hugeParts = 5888;
        ulong pageClasses = (ulong)sizes.PageClassCount + 1;
        ulong large = (ulong)(sizes.Count - sizes.SmallCount);
        ulong eset = (((pageClasses + 63) / 64) * 8) + (pageClasses * (32 + 16)) + 24;
        ulong ecache = 112 + 16 + (2 * eset);
        ulong arenaStats = plainStats + (largeStats * large);
        ulong paShard = Line(24 + arenaStats + 264);
        ulong decayDirty = paShard + 24 + 40 + (3 * ecache) + 272;
        ulong hpa = Line(decayDirty + (2 * decay) + 24);
        ulong records = hpa + hugeParts;
        ulong arenaEnd = Line(records + 192 + 56);
        return base.Records(sizes) with
        {
            Hpdata = 264,
            SecShard = 0,
            SecBin = 168,
            CacheBinInfo = 0,
            ExplicitTcache = 992 + 240, // tcache_t and tcache_slow_t behind the slots.
            TsdTcacheOffset = 960,
            TsdAllocatedOffset = 928,
            TsdDeallocatedOffset = 944,
            Arena = arenaEnd,
            ArenaParts =
            [
                new(0, 24), // Counts of threads.
                new(24 + 104, 80), // Of the statistics, those of the pages.
                new(24 + arenaStats, hpa - 24 - arenaStats), // Lists of caches and of large extents, the page allocator.
                new(records, arenaEnd - records),
            ],
            ArenaHpaParts = [new(hpa, hugeParts)],
            ArenaLargeStats = new(24 + plainStats - 8, largeStats * large),
            LargeStats = largeStats,
            LargeStatsActive = 16,
            Base = 232 + (16 * (ulong)sizes.Count),
            ActivePagesOffset = paShard + 8,
            DecayDirtyOffset = decayDirty,
            DecayMuzzyOffset = decayDirty + decay,
            CtlStats = 736,
            CtlStatsUnprofiled = 352,
            CtlArena = 88 + plainStats + 48 + 3328 + (144 * (ulong)sizes.SmallCount) + (2 * largeStats * large) + (48 * (ulong)sizes.PageClassCount),
        };
    }

    private static ulong Line(ulong bytes) => (bytes + RecordSizes.CacheLine - 1) & ~(RecordSizes.CacheLine - 1);
}
