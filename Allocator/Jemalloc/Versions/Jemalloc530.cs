using AllocSim.Allocator.Jemalloc.Arenas;
using AllocSim.Allocator.Jemalloc.Background;
using AllocSim.Allocator.Jemalloc.Caches;
using AllocSim.Allocator.Jemalloc.Ctl;
using AllocSim.Allocator.Jemalloc.Extents.Heaps;
using AllocSim.Allocator.Jemalloc.Extents.Holds;
using AllocSim.Allocator.Jemalloc.Extents.Neighbours;
using AllocSim.Allocator.Jemalloc.Extents.PageMap;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Inspection;
using AllocSim.Allocator.Jemalloc.Inspection.Library;
using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Metadata;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Options.Conf;
using AllocSim.Allocator.Jemalloc.Pages;
using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Allocator.Jemalloc.Slabs;
using AllocSim.Allocator.Jemalloc.Stats.Printing;

namespace AllocSim.Allocator.Jemalloc.Versions;

/// <summary>jemalloc 5.3.0 as Debian builds it, with profiling compiled in.</summary>
internal class Jemalloc530 : Jemalloc521
{
    private protected static readonly TcacheShape CachesOf530 = new((sizes, options) => sizes.SizeToUsable(options.TcacheMax), sizes => (ulong)sizes.PageSize, GuardSlots: 2, FlushesOldestFirst: false, _ => 0, CountsBeforeLook: false, AlwaysLocksLarge: false);

    private protected static readonly PurgeHabits PurgingOf530 = new(
        SkipsEmptyPurge: true,
        SkipsIdleMuzzy: true,
        RemembersLimit: true,
        KeepsOversizeWithoutDecay: true,
        ChecksBackgroundAfterPurge: true,
        TellsOfMuzzy: false,
        PurgesLeftArenas: true,
        AlwaysAsksMuzzy: false,
        PurgesWhenCacheGoes: true);

    /// <inheritdoc/>
    public override string Name => "5.3.0";

    /// <inheritdoc/>
    public override string FullName => "5.3.0-0-g54eaed1d8b56b1aa528be3bdd1877e59c56fa90c";

    /// <inheritdoc/>
    internal override string Origin => "the Debian package libjemalloc2 brings it";

    /// <inheritdoc/>
    internal override GlobalMutex[] GlobalMutexes { get; } = Enum.GetValues<GlobalMutex>()[..(int)GlobalMutex.Count];

    /// <inheritdoc/>
    internal override ArenaMutex[] ArenaMutexes { get; } = Enum.GetValues<ArenaMutex>()[..(int)ArenaMutex.Count];

    /// <inheritdoc/>
    private protected override ConfTable NewOptions() => new(
        ConfOptions.Of530,
        [
            ("cache_oblivious", "jemalloc 5.3.0 shows it but does not read it"),
            ("utrace", "a default build of jemalloc 5.3.0 leaves it out"),
            ("xmalloc", "a default build of jemalloc 5.3.0 leaves it out"),
            ("log", "a default build of jemalloc 5.3.0 leaves it out"),
            ("lg_san_uaf_align", "a default build of jemalloc 5.3.0 leaves it out"),
        ]);

    /// <inheritdoc/>
    private protected override ControlSet NewControls() => base.NewControls() with
    {
        ChecksWidthOfArenaCount = false,
        Config =
        [
            ("cache_oblivious", true), ("debug", false), ("fill", true), ("lazy_lock", false), ("opt_safety_checks", false), ("prof", true), ("prof_libgcc", true),
            ("prof_libunwind", false), ("stats", true), ("utrace", false), ("xmalloc", false),
        ],
        Options =
        [
            "abort", "abort_conf", "cache_oblivious", "trust_madvise", "confirm_conf", "hpa", "hpa_slab_max_alloc", "hpa_hugification_threshold", "hpa_hugify_delay_ms",
            "hpa_min_purge_interval_ms", "hpa_dirty_mult", "hpa_sec_nshards", "hpa_sec_max_alloc", "hpa_sec_max_bytes", "hpa_sec_bytes_after_flush",
            "hpa_sec_batch_fill_extra", "retain", "narenas", "oversize_threshold", "mutex_max_spin", "background_thread", "max_background_threads", "dirty_decay_ms",
            "muzzy_decay_ms", "stats_print", "stats_interval", "zero", "experimental_infallible_new", "tcache", "tcache_max", "tcache_nslots_small_min",
            "tcache_nslots_small_max", "tcache_nslots_large", "lg_tcache_nslots_mul", "tcache_gc_incr_bytes", "tcache_gc_delay_bytes", "lg_tcache_flush_small_div",
            "lg_tcache_flush_large_div", "lg_extent_max_active_fit", "prof", "prof_active", "prof_thread_active_init", "lg_prof_sample", "lg_prof_interval",
            "prof_gdump", "prof_final", "prof_leak", "prof_leak_error", "prof_accum", "prof_recent_alloc_max", "prof_stats", "prof_sys_thread_name", "metadata_thp",
            "dss", "percpu_arena", "stats_print_opts", "stats_interval_opts", "junk", "thp", "prof_prefix", "prof_time_resolution", "zero_realloc",
        ],
        NotBuilt = ["utrace", "xmalloc", "lg_san_uaf_align"],
        Without = ControlSet.Since531,
    };

    /// <inheritdoc/>
    private protected override StatsLayout NewStatistics() => base.NewStatistics() with
    {
        Options = // stats_print stands twice in the library, too.
        [
            new("abort", StatsForm.Flag), new("abort_conf", StatsForm.Flag), new("cache_oblivious", StatsForm.Flag), new("confirm_conf", StatsForm.Flag),
            new("retain", StatsForm.Flag), new("dss", StatsForm.Text), new("narenas", StatsForm.Number), new("percpu_arena", StatsForm.Text),
            new("oversize_threshold", StatsForm.Number), new("hpa", StatsForm.Flag), new("hpa_slab_max_alloc", StatsForm.Number),
            new("hpa_hugification_threshold", StatsForm.Number), new("hpa_hugify_delay_ms", StatsForm.Number), new("hpa_min_purge_interval_ms", StatsForm.Number),
            new("hpa_dirty_mult", StatsForm.Ratio), new("hpa_sec_nshards", StatsForm.Number), new("hpa_sec_max_alloc", StatsForm.Number),
            new("hpa_sec_max_bytes", StatsForm.Number), new("hpa_sec_bytes_after_flush", StatsForm.Number), new("hpa_sec_batch_fill_extra", StatsForm.Number),
            new("metadata_thp", StatsForm.Text), new("mutex_max_spin", StatsForm.Signed), new("background_thread", StatsForm.Flag, "background_thread"),
            new("dirty_decay_ms", StatsForm.Signed, "arenas.dirty_decay_ms"), new("muzzy_decay_ms", StatsForm.Signed, "arenas.muzzy_decay_ms"),
            new("lg_extent_max_active_fit", StatsForm.Number), new("junk", StatsForm.Text), new("zero", StatsForm.Flag), new("utrace", StatsForm.Flag),
            new("xmalloc", StatsForm.Flag), new("experimental_infallible_new", StatsForm.Flag), new("tcache", StatsForm.Flag), new("tcache_max", StatsForm.Number),
            new("tcache_nslots_small_min", StatsForm.Number), new("tcache_nslots_small_max", StatsForm.Number), new("tcache_nslots_large", StatsForm.Number),
            new("lg_tcache_nslots_mul", StatsForm.Signed), new("tcache_gc_incr_bytes", StatsForm.Number), new("tcache_gc_delay_bytes", StatsForm.Number),
            new("lg_tcache_flush_small_div", StatsForm.Number), new("lg_tcache_flush_large_div", StatsForm.Number), new("thp", StatsForm.Text),
            new("prof", StatsForm.Flag), new("prof_prefix", StatsForm.Text), new("prof_active", StatsForm.Flag, "prof.active"),
            new("prof_thread_active_init", StatsForm.Flag, "prof.thread_active_init"), new("lg_prof_sample", StatsForm.Signed, "prof.lg_sample"),
            new("prof_accum", StatsForm.Flag), new("lg_prof_interval", StatsForm.Signed), new("prof_gdump", StatsForm.Flag), new("prof_final", StatsForm.Flag),
            new("prof_leak", StatsForm.Flag), new("prof_leak_error", StatsForm.Flag), new("stats_print", StatsForm.Flag), new("stats_print_opts", StatsForm.Text),
            new("stats_print", StatsForm.Flag), new("stats_print_opts", StatsForm.Text), new("stats_interval", StatsForm.Signed),
            new("stats_interval_opts", StatsForm.Text), new("zero_realloc", StatsForm.Text),
        ],
        HasProfiler = true,
        HasZeroReallocs = true,
        Memory = ["mapped", "retained", "base", "internal", "metadata_thp", "tcache_bytes", "tcache_stashed_bytes", "resident", "abandoned_vm", "extent_avail"],
        HasHuge = true,
        BufferBytes = 65536,
        ReadsByName = false,
        IsIndented = false,
        RateWidth = 10,
        SkipsEmptyBins = true,
    };

    /// <inheritdoc/>
    internal override bool SumsLargeFlushes => true;

    /// <inheritdoc/>
    internal override bool LocksDestroy => true;

    /// <inheritdoc/>
    internal override bool HooksServeMetadata => false;

    /// <inheritdoc/>
    internal override bool MergeAsksWho => true;

    /// <inheritdoc/>
    internal override bool CountsMuzzyResident => false;

    /// <inheritdoc/>
    internal override int CountedBin(int szind, int smallCount) => szind;

    /// <inheritdoc/>
    internal override TcacheShape Caches { get; } = CachesOf530;

    /// <inheritdoc/>
    internal override PurgeHabits Purging { get; } = PurgingOf530;

    /// <inheritdoc/>
    internal override CacheHold Hold { get; } = new HeldThroughout();

    /// <inheritdoc/>
    internal override SlabReturn EmptySlabs { get; } = new ReturnedLater();

    /// <inheritdoc/>
    internal override bool ProbesZeroing => true;

    /// <inheritdoc/>
    internal override bool ReadsHeadFirst => true;

    /// <inheritdoc/>
    internal override bool NeedsAllCpus => true;

    /// <inheritdoc/>
    internal override BackgroundPlan Background { get; } = new PlanByDeferral();

    /// <inheritdoc/>
    internal override bool AdvisesMetadata => true;

    /// <inheritdoc/>
    internal override bool FreesMinimally => true;

    /// <inheritdoc/>
    internal override bool OffsetsByArena => false;

    /// <inheritdoc/>
    internal override bool SharesOversizeThreshold => false;

    /// <inheritdoc/>
    internal override bool ResizesByPlainSize => false;

    /// <inheritdoc/>
    internal override ulong SlabAlignmentMax(int pageSize) => (ulong)pageSize;

    /// <inheritdoc/>
    internal override int ActiveFitShift(ulong lgMaxFit) => (int)lgMaxFit;

    /// <inheritdoc/>
    internal override HeapHabits Heaps => HeapHabits.Of530;

    /// <inheritdoc/>
    internal override SerialHabits Serials => new(ZeroedBreak: false, FailedGrowth: false);

    /// <inheritdoc/>
    internal override PageMapHabits PageMap => PageMapHabits.From530;

    /// <inheritdoc/>
    internal override LibraryLayout InMemory => LibraryLayouts.V530;

    /// <inheritdoc/>
    internal override RecordBits BitsOf(int lgPage, int sizeClasses) => RecordBits.Of530(lgPage, sizeClasses);

    /// <inheritdoc/>
    internal override NeighbourRule Neighbours(JemallocOptions options, SizeClasses sizes) => new NeighboursOfOneMapping(options.Retain);

    /// <inheritdoc/>
    internal override DecayTicks NewDecayTicks(Func<int> arenaCount, Func<int, ulong> allocate, Action<ulong> free) => new TicksByThread();

    /// <inheritdoc/>
    /// <remarks>Terms that depend on the number of size classes are computed; the constants are the sizes of the fixed parts.</remarks>
    public override RecordSizes Records(SizeClasses sizes)
    {
        const ulong decay = 1784;
        const ulong largeStats = 48;
        const ulong plainStats = 960; // Of arena_stats_t, up to those of large size classes.
        const ulong hugeParts = 5832; // The small extent cache and the huge page allocator.
        const ulong lastParts = 208; // Spare records, pointers.
        ulong pageClasses = (ulong)sizes.PageClassCount + 1;
        ulong large = (ulong)(sizes.Count - sizes.SmallCount);
        ulong eset = (((pageClasses + 63) / 64) * 8) + (pageClasses * (32 + 16)) + 24;
        ulong ecache = 112 + 16 + (2 * eset);
        ulong arenaStats = plainStats + (largeStats * large);
        ulong paShard = 24 + arenaStats + 280;
        ulong decayDirty = paShard + 56 + (3 * ecache) + 272;
        ulong pagesEnd = decayDirty + (2 * decay) + 24;
        ulong arenaEnd = pagesEnd + hugeParts + lastParts;
        return base.Records(sizes) with
        {
            EdataAlignment = 128,
            Hpdata = 248,
            SecShard = 144,
            SecBin = 24,
            Bin = 224,
            CacheBinInfo = 2,
            ExplicitTcache = 1760 + 176, // tcache_t and tcache_slow_t behind the slots.
            ArenaTdata = 0,
            TsdTcacheOffset = 856,
            TsdAllocatedOffset = 0x338,
            TsdDeallocatedOffset = 0x348,
            Arena = arenaEnd,
            ArenaParts =
            [
                new(0, 24), // Counts of threads.
                new(24 + 88, 80), // Of the statistics, those of the pages.
                new(24 + arenaStats, pagesEnd - 24 - arenaStats), // Lists of caches and of large extents, the page allocator.
                new(arenaEnd - lastParts, lastParts),
            ],
            ArenaHpaParts = [new(pagesEnd, hugeParts)],
            ArenaLargeStats = new(24 + plainStats - 8, largeStats * large),
            Base = 200 + (16 * (ulong)sizes.Count),
            ActivePagesOffset = paShard - 16,
            DecayDirtyOffset = decayDirty,
            DecayMuzzyOffset = decayDirty + decay,
            CtlStats = 720,
            CtlStatsUnprofiled = 336,
            CtlArena = 88 + 960 + 48 + 3200 + 8 + (144 * (ulong)sizes.SmallCount) + (2 * largeStats * large) + (48 * (ulong)sizes.PageClassCount),
        };
    }
}
