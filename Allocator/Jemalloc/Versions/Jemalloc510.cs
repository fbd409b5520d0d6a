using AllocSim.Allocator.Jemalloc.Arenas;
using AllocSim.Allocator.Jemalloc.Background;
using AllocSim.Allocator.Jemalloc.Caches;
using AllocSim.Allocator.Jemalloc.Ctl;
using AllocSim.Allocator.Jemalloc.Extents.Fits;
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

/// <summary>jemalloc 5.1.0 as built by default.</summary>
internal class Jemalloc510 : JemallocVersion
{
    private const int GcSweep = 8192;

    private protected static readonly TcacheShape CachesOf510 = new(MaxCached, _ => RecordSizes.CacheLine, GuardSlots: 0, FlushesOldestFirst: true, sizes => (GcSweep / sizes.SmallCount) + (GcSweep / sizes.SmallCount == 0 ? 0 : 1), CountsBeforeLook: false, AlwaysLocksLarge: true) { IsRecordFirst = true };

    private protected static readonly PurgeHabits PurgingOf510 = new(
        SkipsEmptyPurge: false,
        SkipsIdleMuzzy: false,
        RemembersLimit: false,
        KeepsOversizeWithoutDecay: false,
        ChecksBackgroundAfterPurge: false,
        TellsOfMuzzy: true,
        PurgesLeftArenas: false,
        AlwaysAsksMuzzy: true,
        PurgesWhenCacheGoes: false);

    /// <inheritdoc/>
    public override string Name => "5.1.0";

    /// <inheritdoc/>
    public override string FullName => "5.1.0-0-g61efbda7098de6fe64c362d309824864308c36d4";

    /// <inheritdoc/>
    internal override GlobalMutex[] GlobalMutexes { get; } = [GlobalMutex.BackgroundThread, GlobalMutex.Ctl, GlobalMutex.Prof];

    /// <inheritdoc/>
    internal override ArenaMutex[] ArenaMutexes { get; } = Enum.GetValues<ArenaMutex>()[..(int)ArenaMutex.HpaShard];

    /// <inheritdoc/>
    private protected override ConfTable NewOptions() => new(
        [
            .. ConfOptions.Pick("abort", "abort_conf", "metadata_thp", "retain", "dss"),
            ConfOptions.PlainNarenas,
            .. ConfOptions.Pick("dirty_decay_ms", "muzzy_decay_ms", "stats_print"),
            ConfOptions.StatsLetters("Jgmdablx"),
            .. ConfOptions.Pick("junk", "zero", "tcache"),
            ConfOptions.LgTcacheMax,
            .. ConfOptions.Pick("lg_extent_max_active_fit", "percpu_arena", "background_thread", "max_background_threads"),
            .. ConfOptions.Pick("thp"),
        ],
        ConfTable.LeftOut("5.1.0", "utrace", "xmalloc", "log", "prof", "prof_prefix", "prof_active", "prof_thread_active_init", "lg_prof_sample", "prof_accum", "lg_prof_interval", "prof_gdump", "prof_final", "prof_leak"))
    {
        Defaults = new() { MutexMaxSpin = 250, MuzzyDecayMs = 10_000, OversizeThreshold = 0 },
    };

    /// <inheritdoc/>
    private protected override ControlSet NewControls() => new()
    {
        ChecksWidthOfArenaCount = true,
        Config =
        [
            ("cache_oblivious", true), ("debug", false), ("fill", true), ("lazy_lock", false), ("prof", false), ("prof_libgcc", false),
            ("prof_libunwind", false), ("stats", true), ("utrace", false), ("xmalloc", false),
        ],
        Options =
        [
            "abort", "abort_conf", "retain", "dss", "narenas", "percpu_arena", "metadata_thp", "background_thread",
            "dirty_decay_ms", "muzzy_decay_ms", "lg_extent_max_active_fit", "junk", "zero", "tcache", "lg_tcache_max", "thp", "stats_print", "stats_print_opts",
            "max_background_threads",
        ],
        GlobalMutexes = GlobalMutexes,
        ArenaMutexes = ArenaMutexes,
        ShowsMallocsForRequests = true,
        Without =
        [
            .. ControlSet.Since531, .. ControlSet.Since530, "prof", "experimental", "arenas.bin.*.nshards", "stats.arenas.*.extent_avail", "stats.arenas.*.abandoned_vm", "stats.arenas.*.extents", "stats.arenas.*.small.nfills",
            "stats.arenas.*.small.nflushes", "stats.arenas.*.large.nfills", "stats.arenas.*.large.nflushes", "stats.arenas.*.bins.*.nonfull_slabs",
        ],
    };

    /// <inheritdoc/>
    private protected override StatsLayout NewStatistics() => new()
    {
        Config = (["cache_oblivious", "debug", "fill", "lazy_lock"], ["prof", "prof_libgcc", "prof_libunwind", "stats", "utrace", "xmalloc"]),
        Options =
        [
            new("abort", StatsForm.Flag), new("abort_conf", StatsForm.Flag), new("retain", StatsForm.Flag),
            new("dss", StatsForm.Text), new("narenas", StatsForm.Number), new("percpu_arena", StatsForm.Text),
            new("metadata_thp", StatsForm.Text), new("background_thread", StatsForm.Flag, "background_thread"),
            new("dirty_decay_ms", StatsForm.Signed, "arenas.dirty_decay_ms"), new("muzzy_decay_ms", StatsForm.Signed, "arenas.muzzy_decay_ms"),
            new("junk", StatsForm.Text), new("zero", StatsForm.Flag), new("tcache", StatsForm.Flag),
            new("lg_tcache_max", StatsForm.Signed), new("thp", StatsForm.Text), new("stats_print", StatsForm.Flag), new("stats_print_opts", StatsForm.Text),
        ],
        GlobalMutexes = GlobalMutexes,
        ArenaMutexes = ArenaMutexes,
        Memory = ["mapped", "retained", "base", "internal", "metadata_thp", "tcache_bytes", "resident"],
        Counts = ["allocated", "nmalloc", "ndalloc", "nrequests"],
        Bins = ["nmalloc", "ndalloc", "curregs", "nrequests", "nfills", "nflushes", "nreslabs", "curslabs"],
        BinInfo = ["size", "nregs", "slab_size"],
        HasExtents = false,
        HasRates = false,
        WithoutColumns = ["(#/sec)", "nshards", "nonfull_slabs", "nfill", "nflush"],
        Widths = (25, 12),
        ReadsByName = true,
        IsIndented = true,
        Gap = "                     ---\n",
        RateWidth = 8,
    };

    /// <inheritdoc/>
    internal override bool ToleratesExperimental => false;

    /// <inheritdoc/>
    internal override bool SumsLargeFlushes => false;

    /// <inheritdoc/>
    internal override bool NeedsAllCpus => false;

    /// <inheritdoc/>
    internal override bool LocksDestroy => false;

    /// <inheritdoc/>
    internal override bool CountsMuzzyResident => true;

    /// <inheritdoc/>
    /// <remarks>The library takes a class number for one among the large classes, and so mostly looks behind the bins that are in use.</remarks>
    internal override int CountedBin(int szind, int smallCount) => szind < smallCount ? szind : szind + smallCount;

    /// <inheritdoc/>
    internal override TcacheShape Caches { get; } = CachesOf510;

    /// <inheritdoc/>
    internal override PurgeHabits Purging { get; } = PurgingOf510;

    /// <inheritdoc/>
    internal override ExtentFit Fit { get; } = new SmallestFit();

    /// <inheritdoc/>
    internal override CacheHold Hold { get; } = new LetGoMeanwhile();

    /// <inheritdoc/>
    internal override SlabReturn EmptySlabs { get; } = new ReturnedAtOnce();

    /// <inheritdoc/>
    internal override bool ProbesZeroing => false;

    /// <inheritdoc/>
    internal override bool HooksServeMetadata => true;

    /// <inheritdoc/>
    internal override bool MergeAsksWho => false;

    /// <inheritdoc/>
    internal override bool TellsBackgroundByCpu => true;

    /// <inheritdoc/>
    internal override bool ZeroesHugeByPurging => true;

    /// <inheritdoc/>
    internal override BackgroundPlan Background { get; } = new PlanByInterval();

    /// <inheritdoc/>
    internal override bool AdvisesMetadata => false;

    /// <inheritdoc/>
    internal override bool FreesMinimally => false;

    /// <inheritdoc/>
    internal override bool OffsetsByArena => true;

    /// <inheritdoc/>
    internal override bool SharesOversizeThreshold => true;

    /// <inheritdoc/>
    internal override bool ResizesByPlainSize => true;

    /// <inheritdoc/>
    internal override ulong SlabAlignmentMax(int pageSize) => (ulong)pageSize / 2;

    /// <inheritdoc/>
    /// <remarks>The library shifts by 64, for which the processor shifts by 0.</remarks>
    internal override int ActiveFitShift(ulong lgMaxFit) => (int)(lgMaxFit & 63);

    /// <inheritdoc/>
    internal override bool ReadsHeadFirst => false;

    /// <inheritdoc/>
    internal override NeighbourRule Neighbours(JemallocOptions options, SizeClasses sizes) => new NeighboursWhileWorthwhile(sizes.LargeMin);

    /// <inheritdoc/>
    internal override DecayTicks NewDecayTicks(Func<int> arenaCount, Func<int, ulong> allocate, Action<ulong> free) => new TicksByArena(arenaCount, allocate, free);

    /// <inheritdoc/>
    internal override HeapHabits Heaps => HeapHabits.UpTo521;

    /// <inheritdoc/>
    internal override SerialHabits Serials => new(ZeroedBreak: false, FailedGrowth: true);

    /// <inheritdoc/>
    internal override PageMapHabits PageMap => PageMapHabits.Of510;

    /// <inheritdoc/>
    internal override LibraryLayout InMemory => LibraryLayouts.V510;

    /// <inheritdoc/>
    internal override RecordBits BitsOf(int lgPage, int sizeClasses) => RecordBits.Of510(lgPage, sizeClasses);

    /// <inheritdoc/>
    public override RecordSizes Records(SizeClasses sizes)
    {
        const ulong decay = 1776;
        const ulong largeStats = 32;
        ulong pageClasses = (ulong)sizes.PageClassCount + 1;
        ulong large = (ulong)(sizes.Count - sizes.SmallCount);
        ulong extents = 104 + (pageClasses * 8) + (((pageClasses + 63) / 64) * 8) + 24;
        ulong arenaStats = 720 + (largeStats * large);
        ulong active = 16 + arenaStats + 160;
        ulong decayDirty = active + 120 + (3 * extents);
        ulong arena = decayDirty + (2 * decay) + 112 + 112 + 16;
        return new RecordSizes
        {
            BaseBlock = 144,
            BaseBlockEdataOffset = 16,
            Edata = 128,
            EdataAlignment = RecordSizes.CacheLine,
            Bin = 264,
            BackgroundThreadInfo = 200,
            CacheBinInfo = 4,
            ExplicitTcache = ((76 + (ulong)sizes.SmallCount + 7) & ~7UL) + (24 * (ulong)sizes.Count),
            TcachesEntry = 8,
            ArenaTdata = 8,
            TsdAllocatedOffset = 16,
            TsdDeallocatedOffset = 24,
            Arena = arena, // The bins lie in it.
            ArenaBehindBins = 16,
            TsdTcacheOffset = 448,
            ArenaParts = [new(0, 16), new(16 + arenaStats, arena - 16 - arenaStats)],
            ArenaLargeStats = new(16 + arenaStats - 8 - (largeStats * large), largeStats * large),
            LargeStats = largeStats,
            Base = 176 + (8 * (ulong)sizes.Count),
            ActivePagesOffset = active,
            DecayDirtyOffset = decayDirty,
            DecayMuzzyOffset = decayDirty + decay,
            CtlArenas = 32800,
            CtlArenasHead = 24,
            CtlStats = 272,
            CtlStatsUnprofiled = 272,
            CtlArenaHead = 88,
            CtlArena = 88 + arenaStats + 32 + (136 * (ulong)sizes.SmallCount) + (largeStats * large),
        };
    }

    /// <inheritdoc/>
    internal override ulong DefaultBackgroundThreads(int cpuCount) => (ulong)cpuCount;

    // A power of two, but at least all small classes.
    private static ulong MaxCached(SizeClasses sizes, JemallocOptions options) => Math.Max(sizes.SmallMax, options.TcacheMax);
}
