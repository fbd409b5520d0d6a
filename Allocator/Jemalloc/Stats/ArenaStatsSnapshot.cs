using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Jemalloc.Stats;

/// <summary>The statistics of one arena as they were at the last refresh, or the sum over several arenas.</summary>
/// <remarks>
/// An arena adds its counters to a cleared snapshot; the controls read snapshots only. jemalloc 5.3.0, `include/jemalloc/internal/ctl.h`,
/// `ctl_arena_t` and `ctl_arena_stats_t`; `arena_stats.h`, `arena_stats_t`. Units are bytes unless a name says pages.
/// </remarks>
public sealed class ArenaStatsSnapshot
{
    /// <summary>Makes a cleared snapshot.</summary>
    /// <param name="sizes">The size classes it has rows for.</param>
    public ArenaStatsSnapshot(SizeClasses sizes)
    {
        Bins = new BinStats[sizes.SmallCount];
        BinMutexes = new MutexProfile[sizes.SmallCount];
        Large = new LargeStats[sizes.Count - sizes.SmallCount];
        Extents = new ExtentStats[sizes.PageClassCount];
        Hpa = new HpaShardStats(sizes);
        Clear();
    }

    /// <summary>Threads assigned to the arena for their own objects.</summary>
    public uint Nthreads;

    /// <summary>Precedence of the program break; null in a sum.</summary>
    public DssPrecedence? Dss;

    /// <summary>Milliseconds over which dirty pages decay; -1 for never.</summary>
    public long DirtyDecayMs;

    /// <summary>Milliseconds over which muzzy pages decay; -1 for never.</summary>
    public long MuzzyDecayMs;

    /// <summary>Active pages. (pactive)</summary>
    public ulong ActivePages;

    /// <summary>Dirty pages. (pdirty)</summary>
    public ulong DirtyPages;

    /// <summary>Muzzy pages. (pmuzzy)</summary>
    public ulong MuzzyPages;

    /// <summary>Metadata that the base allocator handed out.</summary>
    public ulong Base;

    /// <summary>Resident bytes, metadata included.</summary>
    public ulong Resident;

    /// <summary>Bytes of extent records.</summary>
    public ulong MetadataEdata;

    /// <summary>Bytes of the page map.</summary>
    public ulong MetadataRtree;

    /// <summary>Huge pages that hold metadata.</summary>
    public ulong MetadataThp;

    /// <summary>Mapped bytes, metadata included.</summary>
    public ulong Mapped;

    /// <summary>Bytes of objects that the allocator allocated for itself.</summary>
    public ulong Internal;

    /// <summary>Bytes of large objects in use.</summary>
    public ulong AllocatedLarge;

    /// <summary>Large extents handed out.</summary>
    public ulong NmallocLarge;

    /// <summary>Large extents given back.</summary>
    public ulong NdallocLarge;

    /// <summary>Fills of thread caches with large extents.</summary>
    public ulong NfillsLarge;

    /// <summary>Flushes of large extents from thread caches.</summary>
    public ulong NflushesLarge;

    /// <summary>Large requests, those served by thread caches included.</summary>
    public ulong NrequestsLarge;

    /// <summary>Spare extent records. (edata_avail)</summary>
    public ulong ExtentAvail;

    /// <summary>Bytes of address space kept without memory behind it.</summary>
    public ulong Retained;

    /// <summary>Bytes of address space that could not be given back.</summary>
    public ulong AbandonedVm;

    /// <summary>Decay of dirty pages.</summary>
    public DecayStats DecayDirty;

    /// <summary>Decay of muzzy pages.</summary>
    public DecayStats DecayMuzzy;

    /// <summary>Bytes in the thread caches attached to the arena.</summary>
    public ulong TcacheBytes;

    /// <summary>Bytes set aside in them to catch uses after free.</summary>
    public ulong TcacheStashedBytes;

    /// <summary>Nanoseconds since the arena was made.</summary>
    public ulong UptimeNs;

    /// <summary>Bytes of small objects in use, those in thread caches included.</summary>
    public ulong AllocatedSmall;

    /// <summary>All bins together; only the five counts below are kept up.</summary>
    public BinStats Small;

    /// <summary>Counters of the arena's mutexes, by <see cref="ArenaMutex"/>.</summary>
    public MutexProfile[] Mutexes { get; } = new MutexProfile[(int)ArenaMutex.Count];

    /// <summary>Counters of each small class, shards put together.</summary>
    public BinStats[] Bins { get; }

    /// <summary>Counters of the mutexes of each small class's bins, shards put together.</summary>
    public MutexProfile[] BinMutexes { get; }

    /// <summary>Counters of each large class, the smallest first.</summary>
    public LargeStats[] Large { get; }

    /// <summary>Unused extents by page size class.</summary>
    public ExtentStats[] Extents { get; }

    /// <summary>The huge page allocator.</summary>
    public HpaShardStats Hpa { get; }

    /// <summary>Everything becomes 0, decay times -1. (ctl_arena_clear)</summary>
    public void Clear()
    {
        Nthreads = 0;
        Dss = null;
        DirtyDecayMs = MuzzyDecayMs = -1;
        ActivePages = DirtyPages = MuzzyPages = 0;
        Base = MetadataEdata = MetadataRtree = Resident = MetadataThp = Mapped = Internal = 0;
        AllocatedLarge = NmallocLarge = NdallocLarge = NfillsLarge = NflushesLarge = NrequestsLarge = 0;
        ExtentAvail = Retained = AbandonedVm = 0;
        DecayDirty = DecayMuzzy = default;
        TcacheBytes = TcacheStashedBytes = UptimeNs = 0;
        AllocatedSmall = 0;
        Small = default;
        Array.Clear(Mutexes);
        Array.Clear(Bins);
        Array.Clear(BinMutexes);
        Array.Clear(Large);
        Array.Clear(Extents);
        Hpa.Clear();
    }

    /// <summary>Sums the bins into <see cref="Small"/> and <see cref="AllocatedSmall"/>. (ctl_arena_stats_amerge)</summary>
    public void SumBins(SizeClasses sizes)
    {
        for (var i = 0; i < Bins.Length; i++)
        {
            ref var bin = ref Bins[i];
            AllocatedSmall += bin.Curregs * sizes.IndexToSize(i);
            Small.Nmalloc += bin.Nmalloc;
            Small.Ndalloc += bin.Ndalloc;
            Small.Nrequests += bin.Nrequests;
            Small.Nfills += bin.Nfills;
            Small.Nflushes += bin.Nflushes;
        }
    }
}
