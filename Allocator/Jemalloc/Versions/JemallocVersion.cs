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

/// <summary>A release of jemalloc 5: the values and strategies in which it differs from the others. Everything else is shared.</summary>
/// <remarks>A release derives from the one before and says what changed.</remarks>
public abstract class JemallocVersion
{
    private readonly Lazy<ConfTable> _options;
    private readonly Lazy<CtlNode> _controls;
    private readonly Lazy<StatsLayout> _statistics;

    private protected JemallocVersion()
    {
        _options = new(NewOptions);
        _controls = new(() => CtlTree.Build(NewControls()));
        _statistics = new(NewStatistics);
    }

    /// <summary>5.3.0 of 2022.</summary>
    public static JemallocVersion V530 { get; } = new Jemalloc530();

    /// <summary>5.3.1 of 2026.</summary>
    public static JemallocVersion V531 { get; } = new Jemalloc531();

    /// <summary>5.1.0 of 2018.</summary>
    public static JemallocVersion V510 { get; } = new Jemalloc510();

    /// <summary>5.2.1 of 2019.</summary>
    public static JemallocVersion V521 { get; } = new Jemalloc521();

    /// <summary>All of them, oldest first.</summary>
    public static IReadOnlyList<JemallocVersion> All { get; } = [V510, V521, V530, V531];

    /// <summary>Its number, as in 5.3.0.</summary>
    public abstract string Name { get; }

    /// <summary>The number with the commit behind it, as controls and statistics name it.</summary>
    public abstract string FullName { get; }

    /// <summary>Where to get the library, in words.</summary>
    internal virtual string Origin => BuiltOrigin;

    /// <summary>The options that its default build reads.</summary>
    internal ConfTable Options => _options.Value;

    /// <summary>Its tree of controls.</summary>
    internal CtlNode Controls => _controls.Value;

    /// <summary>What its statistics print.</summary>
    internal StatsLayout Statistics => _statistics.Value;

    /// <summary>The mutexes of the whole allocator that it reports, in the order of the report.</summary>
    internal abstract GlobalMutex[] GlobalMutexes { get; }

    /// <summary>The mutexes of an arena that it reports, in the order of the report.</summary>
    internal abstract ArenaMutex[] ArenaMutexes { get; }

    /// <summary>Whether abort_conf passes over what is wrong with options whose names begin with experimental_.</summary>
    internal abstract bool ToleratesExperimental { get; }

    /// <summary>Whether lazily freed pages count as resident in its statistics.</summary>
    internal abstract bool CountsMuzzyResident { get; }

    /// <summary>Whether <c>arena.&lt;i&gt;.destroy</c> takes the lock of the controls and, where address space is not retained, waits for whoever merges extents.</summary>
    internal abstract bool LocksDestroy { get; }

    /// <summary>Whether flushes of large objects are in the sum over arenas.</summary>
    internal abstract bool SumsLargeFlushes { get; }

    /// <summary>The bin of a cache that its statistics look into for the objects of a class.</summary>
    internal abstract int CountedBin(int szind, int smallCount);

    /// <summary>How its caches are laid out.</summary>
    internal abstract TcacheShape Caches { get; }

    /// <summary>How it goes about purging.</summary>
    internal abstract PurgeHabits Purging { get; }

    /// <summary>Which unused extent serves a request.</summary>
    internal abstract ExtentFit Fit { get; }

    /// <summary>What becomes of a set's lock while its extents are cut up or joined.</summary>
    internal abstract CacheHold Hold { get; }

    /// <summary>When empty slabs go back.</summary>
    internal abstract SlabReturn EmptySlabs { get; }

    /// <summary>Whether it tests at start that MADV_DONTNEED leaves zeroed pages.</summary>
    internal abstract bool ProbesZeroing { get; }

    /// <summary>Whether an allocation reads the slot at a cache bin's head before it knows whether the bin is empty, and a new cache has the words around its slots written.</summary>
    internal abstract bool ReadsHeadFirst { get; }

    /// <summary>Whether purging zeroes pages also with thp:always; otherwise they are written to there.</summary>
    internal abstract bool ZeroesHugeByPurging { get; }

    /// <summary>Whether extent hooks that are set serve the arena's metadata, too; then an arena cannot be made with hooks that map as the library does, which needs the arena.</summary>
    internal virtual bool HooksServeMetadata => false;

    /// <summary>Whether the library's own merge hook asks which thread calls it, which sets a thread up that could only free so far.</summary>
    internal virtual bool MergeAsksWho => true;

    /// <summary>When background threads run and how they are woken.</summary>
    internal abstract BackgroundPlan Background { get; }

    /// <summary>Whether the option thp applies to mappings for metadata.</summary>
    internal abstract bool AdvisesMetadata { get; }

    /// <summary>Whether dallocx and sdallocx as a thread's first call leave it without a cache.</summary>
    internal abstract bool FreesMinimally { get; }

    /// <summary>Whether a large object that the allocator makes on behalf of no thread gets an offset from its arena's generator; otherwise it gets none.</summary>
    internal abstract bool OffsetsByArena { get; }

    /// <summary>Whether one threshold for oversize extents holds for all arenas; otherwise each has its own, and arena 0 keeps the default.</summary>
    internal abstract bool SharesOversizeThreshold { get; }

    /// <summary>Whether rallocx with an alignment looks at the plain size first.</summary>
    internal abstract bool ResizesByPlainSize { get; }

    /// <summary>Alignment up to which an aligned request is served from slabs, bytes.</summary>
    internal abstract ulong SlabAlignmentMax(int pageSize);

    /// <summary>The shift that stands for a value of lg_extent_max_active_fit.</summary>
    internal abstract int ActiveFitShift(ulong lgMaxFit);

    /// <summary>Whether controls let an index through that is one past the last.</summary>
    internal virtual bool LetsPastLast => true;

    /// <summary>Whether the region that guarded slabs are cut from stays in use where memory for the next one runs out; otherwise it is lost.</summary>
    internal virtual bool KeepsBumpRegion => false;

    /// <summary>Whether percpu_arena without narenas is switched off where the process may not use every CPU (malloc_cpu_count_is_deterministic).</summary>
    internal abstract bool NeedsAllCpus { get; }

    /// <summary>What uses up serial numbers of extents.</summary>
    internal abstract SerialHabits Serials { get; }

    /// <summary>Whether any arena of the first background thread can start it; otherwise only arena 0.</summary>
    internal virtual bool StartsFirstBackgroundForAny => true;

    /// <summary>Whether an arena tells the background thread of its number modulo CPUs what becomes unused, rather than modulo threads.</summary>
    internal virtual bool TellsBackgroundByCpu => false;

    /// <summary>Whether dirty pages of the huge page allocator count among an arena's in statistics.</summary>
    internal virtual bool CountsHugeDirty => false;

    /// <summary>What it notes of extents where nobody reads it.</summary>
    internal abstract PageMapHabits PageMap { get; }

    /// <summary>Whether its huge page allocator goes by hugify styles and in batches; otherwise one page slab at a time.</summary>
    internal virtual bool HugifiesByStyle => false;

    /// <summary>Whether the slots of threads' caches lie among the metadata of arena 0 where that gets huge pages.</summary>
    internal virtual bool KeepsSlotsInMetadata => false;

    /// <summary>Whether arena 0 gets its huge page allocator at the end of start-up; otherwise with the arena.</summary>
    internal virtual bool EnablesHpaLast => false;

    /// <summary>How heaps of records rearrange themselves.</summary>
    internal abstract HeapHabits Heaps { get; }

    /// <summary>Whether the lock of an arena's metadata is taken already while that is set up.</summary>
    internal virtual bool LocksMetadataEarly => false;

    /// <summary>Whether arena 0, made before the options are read, is told of the threshold for oversize extents.</summary>
    internal virtual bool TellsArena0OfThreshold => false;

    /// <summary>Whether a request is oversize by the threshold of the thread's own arena; otherwise by the common one.</summary>
    internal virtual bool JudgesOversizeByArena => false;

    /// <summary>Whether an object that could grow to the smaller of two sizes in place has grown; up to 5.3.0 the library takes that for failure, and failure for growth.</summary>
    internal virtual bool TrustsSmallerGrowth => false;

    /// <summary>At so many calls a thread that has only freed is set up in full.</summary>
    internal virtual int MinimalFetchMax => int.MaxValue;

    /// <summary>Which neighbouring extents may be joined.</summary>
    internal abstract NeighbourRule Neighbours(JemallocOptions options, SizeClasses sizes);

    /// <summary>When threads look at decay.</summary>
    /// <param name="arenaCount">Arenas that there may be by now.</param>
    /// <param name="allocate">Memory for a thread's table of so many arenas; 0 when there is none.</param>
    /// <param name="free">Gives such memory back.</param>
    internal abstract DecayTicks NewDecayTicks(Func<int> arenaCount, Func<int, ulong> allocate, Action<ulong> free);

    /// <summary>Background threads that there may be where the option max_background_threads is not given.</summary>
    internal abstract ulong DefaultBackgroundThreads(int cpuCount);

    /// <summary>How the bit word of an extent's record is divided.</summary>
    /// <param name="lgPage">Logarithm of the page size.</param>
    /// <param name="sizeClasses">Number of size classes.</param>
    internal abstract RecordBits BitsOf(int lgPage, int sizeClasses);

    /// <summary>Where the real library of the release keeps its records; null where they are not read.</summary>
    internal virtual LibraryLayout? InMemory => null;

    /// <summary>The sizes of its records for a set of size classes.</summary>
    public abstract RecordSizes Records(SizeClasses sizes);

    /// <summary>What is said of a release that Debian 12 and 13 have no package of.</summary>
    private protected string BuiltOrigin => $"Debian 12 and 13 have no package of {Name}: build it from its release, and name it with --lib";

    /// <summary>Makes <see cref="Options"/>.</summary>
    private protected abstract ConfTable NewOptions();

    /// <summary>What <see cref="Controls"/> are made of.</summary>
    private protected abstract ControlSet NewControls();

    /// <summary>Makes <see cref="Statistics"/>.</summary>
    private protected abstract StatsLayout NewStatistics();
}
