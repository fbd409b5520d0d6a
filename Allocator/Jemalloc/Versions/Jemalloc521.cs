using AllocSim.Allocator.Jemalloc.Caches;
using AllocSim.Allocator.Jemalloc.Ctl;
using AllocSim.Allocator.Jemalloc.Extents.Fits;
using AllocSim.Allocator.Jemalloc.Extents.Neighbours;
using AllocSim.Allocator.Jemalloc.Extents.PageMap;
using AllocSim.Allocator.Jemalloc.Inspection;
using AllocSim.Allocator.Jemalloc.Inspection.Library;
using AllocSim.Allocator.Jemalloc.Metadata;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Options.Conf;
using AllocSim.Allocator.Jemalloc.Pages;
using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Allocator.Jemalloc.Stats.Printing;

namespace AllocSim.Allocator.Jemalloc.Versions;

/// <summary>jemalloc 5.2.1 as built by default: what Ubuntu 20.04 and 22.04, Debian 11 and Redis 5 to 7 have.</summary>
internal class Jemalloc521 : Jemalloc510
{
    /// <inheritdoc/>
    public override string Name => "5.2.1";

    /// <inheritdoc/>
    public override string FullName => "5.2.1-0-gea6b3e973b477b8061e0076bb257dbd7f3faa756";

    /// <inheritdoc/>
    private protected override ConfTable NewOptions() => new(
        [
            .. ConfOptions.Pick("confirm_conf", "abort", "abort_conf", "metadata_thp", "retain", "dss"),
            ConfOptions.PlainNarenas,
            .. ConfOptions.Pick("bin_shards", "dirty_decay_ms", "muzzy_decay_ms", "stats_print"),
            ConfOptions.StatsLetters("Jgmdablxe"),
            .. ConfOptions.Pick("junk", "zero", "tcache"),
            ConfOptions.LgTcacheMax,
            .. ConfOptions.Pick("oversize_threshold", "lg_extent_max_active_fit", "percpu_arena", "background_thread", "max_background_threads"),
            ConfOptions.PlainSlabSizes,
            .. ConfOptions.Pick("thp"),
        ],
        ConfTable.LeftOut("5.2.1", "utrace", "xmalloc", "log", "prof", "prof_prefix", "prof_active", "prof_thread_active_init", "lg_prof_sample", "prof_accum", "lg_prof_interval", "prof_gdump", "prof_final", "prof_leak", "prof_log"))
    {
        Defaults = new() { MutexMaxSpin = 250 },
    };

    /// <inheritdoc/>
    private protected override ControlSet NewControls() => base.NewControls() with
    {
        Config =
        [
            ("cache_oblivious", true), ("debug", false), ("fill", true), ("lazy_lock", false), ("opt_safety_checks", false), ("prof", false), ("prof_libgcc", false),
            ("prof_libunwind", false), ("stats", true), ("utrace", false), ("xmalloc", false),
        ],
        Options =
        [
            "abort", "abort_conf", "confirm_conf", "retain", "dss", "narenas", "percpu_arena", "oversize_threshold", "metadata_thp", "background_thread",
            "dirty_decay_ms", "muzzy_decay_ms", "lg_extent_max_active_fit", "junk", "zero", "tcache", "lg_tcache_max", "thp", "stats_print", "stats_print_opts",
            "max_background_threads",
        ],
        ShowsMallocsForRequests = false,
        Without =
        [
            .. ControlSet.Since531, .. ControlSet.Since530, "prof", "experimental.hooks.prof_backtrace", "experimental.hooks.prof_dump", "experimental.hooks.safety_check_abort", "experimental.arenas_create_ext",
            "experimental.prof_recent", "experimental.batch_alloc", "experimental.thread",
        ],
    };

    /// <inheritdoc/>
    private protected override StatsLayout NewStatistics() => new()
    {
        Config = (["cache_oblivious", "debug", "fill", "lazy_lock"], ["opt_safety_checks", "prof", "prof_libgcc", "prof_libunwind", "stats", "utrace", "xmalloc"]),
        Options =
        [
            new("abort", StatsForm.Flag), new("abort_conf", StatsForm.Flag), new("confirm_conf", StatsForm.Flag), new("retain", StatsForm.Flag),
            new("dss", StatsForm.Text), new("narenas", StatsForm.Number), new("percpu_arena", StatsForm.Text), new("oversize_threshold", StatsForm.Number),
            new("metadata_thp", StatsForm.Text), new("background_thread", StatsForm.Flag, "background_thread"),
            new("dirty_decay_ms", StatsForm.Signed, "arenas.dirty_decay_ms"), new("muzzy_decay_ms", StatsForm.Signed, "arenas.muzzy_decay_ms"),
            new("lg_extent_max_active_fit", StatsForm.Number), new("junk", StatsForm.Text), new("zero", StatsForm.Flag), new("tcache", StatsForm.Flag),
            new("lg_tcache_max", StatsForm.Signed), new("thp", StatsForm.Text), new("stats_print", StatsForm.Flag), new("stats_print_opts", StatsForm.Text),
        ],
        GlobalMutexes = GlobalMutexes,
        ArenaMutexes = ArenaMutexes,
        Memory = ["mapped", "retained", "base", "internal", "metadata_thp", "tcache_bytes", "resident", "abandoned_vm", "extent_avail"],
        ReadsByName = true,
        IsIndented = true,
        Gap = "                     ---\n",
        RateWidth = 8,
    };

    /// <inheritdoc/>
    internal override bool TellsBackgroundByCpu => false;

    /// <inheritdoc/>
    internal override TcacheShape Caches { get; } = CachesOf510 with { CountsBeforeLook = true, AlwaysLocksLarge = false };

    /// <inheritdoc/>
    internal override PurgeHabits Purging { get; } = PurgingOf510 with { AlwaysAsksMuzzy = false, PurgesWhenCacheGoes = true };

    /// <inheritdoc/>
    internal override ExtentFit Fit { get; } = new OldestFit();

    /// <inheritdoc/>
    internal override bool ToleratesExperimental => true;

    /// <inheritdoc/>
    internal override bool ZeroesHugeByPurging => false;

    /// <inheritdoc/>
    internal override ulong DefaultBackgroundThreads(int cpuCount) => 4;

    /// <inheritdoc/>
    internal override NeighbourRule Neighbours(JemallocOptions options, SizeClasses sizes) => new NeighboursOfOneArena();

    /// <inheritdoc/>
    internal override PageMapHabits PageMap => PageMapHabits.Of521;

    /// <inheritdoc/>
    internal override LibraryLayout InMemory => LibraryLayouts.V521;

    /// <inheritdoc/>
    internal override RecordBits BitsOf(int lgPage, int sizeClasses) => RecordBits.Of521(lgPage, sizeClasses);

    /// <inheritdoc/>
    public override RecordSizes Records(SizeClasses sizes)
    {
        const ulong decay = 1784;
        const ulong largeStats = 48;
        ulong pageClasses = (ulong)sizes.PageClassCount + 1;
        ulong large = (ulong)(sizes.Count - sizes.SmallCount);
        ulong extents = 112 + (pageClasses * (8 + 8 + 8)) + (((pageClasses + 63) / 64) * 8) + 24;
        ulong arenaStats = 752 + (largeStats * large);
        ulong active = 24 + arenaStats + 160;
        ulong decayDirty = active + 128 + (3 * extents);
        ulong arena = decayDirty + (2 * decay) + 136 + 112 + (8 * (ulong)sizes.SmallCount) + 16;
        return base.Records(sizes) with
        {
            Bin = 280,
            BackgroundThreadInfo = 208,
            ExplicitTcache = ((100 + (ulong)sizes.SmallCount + 7) & ~7UL) + (24 * (ulong)sizes.Count),
            Arena = arena,
            ArenaBehindBins = 0, // They lie behind all of it.
            TsdTcacheOffset = 496,
            ArenaParts = [new(0, 24), new(24 + arenaStats, arena - 24 - arenaStats)],
            ArenaLargeStats = new(24 + arenaStats - 8 - (largeStats * large), largeStats * large),
            LargeStats = largeStats,
            Base = 184 + (8 * (ulong)sizes.Count),
            ActivePagesOffset = active,
            DecayDirtyOffset = decayDirty,
            DecayMuzzyOffset = decayDirty + decay,
            CtlArena = 88 + arenaStats + 48 + (144 * (ulong)sizes.SmallCount) + (largeStats * large) + (48 * (ulong)sizes.PageClassCount),
        };
    }
}
