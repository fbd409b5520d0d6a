using AllocSim.Allocator.Jemalloc.Arenas;
using AllocSim.Allocator.Jemalloc.Caches;
using AllocSim.Allocator.Jemalloc.Extents.PageMap;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Heap.Controls;
using AllocSim.Allocator.Jemalloc.Kernel;
using AllocSim.Allocator.Jemalloc.Metadata;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Pages;
using AllocSim.Allocator.Jemalloc.Prof;
using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Allocator.Jemalloc.Threads;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Jemalloc.Heap;

/// <summary>jemalloc 5 over a simulated machine: one process's heap, of the release that its version stands for.</summary>
/// <remarks>
/// Starts when the first thread calls it, as that thread; the real library starts when it is loaded, at the same point of the trace. Files by
/// concern: allocation (Malloc), freeing (Free), resizing (Realloc), jemalloc's own calls (Extended), threads, explicit caches (Tcaches), what
/// controls need (Ctl), what reports read (Inspect). Source: jemalloc 5.3.0, `src/jemalloc.c`.
/// </remarks>
public sealed partial class JemallocHeap
{
    private const ulong CacheLine = RecordSizes.CacheLine;

    private readonly SimMachine _machine;
    private readonly JemallocOptions _options;
    private readonly SizeClasses _sizes;
    private readonly RecordSizes _records;
    private readonly PageHooks _hooks;
    private readonly San _san;
    private readonly EdataTable _table;
    private readonly BaseAllocator _base;
    private readonly Emap _emap;
    private readonly Rtree _rtree;
    private readonly ArenaTable _arenas;
    private readonly TcacheLayout _layout;
    private readonly TcacheFlusher _flusher;
    private readonly ThreadEvents _events;
    private readonly TcacheTicks? _ticks;
    private readonly bool _countsBeforeLook;
    private readonly bool _readsHeadFirst;
    private readonly bool _keepsSlotsInMetadata;
    private bool _isBooted;

    /// <summary>Makes a heap; the part of start-up that belongs to no thread happens here.</summary>
    /// <param name="machine">The machine below.</param>
    /// <param name="options">Options; those that depend on the number of CPUs are completed for the machine.</param>
    /// <param name="sizes">Size classes; null for those that the options ask for.</param>
    /// <exception cref="OutOfMemoryException">The machine refuses the first mapping.</exception>
    public JemallocHeap(SimMachine machine, JemallocOptions options, SizeClasses? sizes = null)
    {
        _machine = machine;
        _sizes = sizes ?? options.BuildSizeClasses(machine.PageSize);
        _options = options.ForCpusOf(machine.Options).CompleteFor(machine.CpuCount, _sizes);
        _records = options.Version.Records(_sizes);
        _readsHeadFirst = options.Version.ReadsHeadFirst;
        _keepsSlotsInMetadata = options.Version.KeepsSlotsInMetadata && options.MetadataThp != MetadataThpMode.Disabled;
        _hooks = new PageHooks(machine, _options) { CompletesThread = CompleteInHook };
        _hooks.Boot();
        _san = new San(_options, _sizes);
        _table = new EdataTable(_sizes.Bins.Max(bin => bin.RegionCount), _sizes.PageSize, options.Version.Heaps);
        _base = BaseAllocator.Create(0, _table, _sizes, _records, _hooks, machine)
            ?? throw new OutOfMemoryException("The machine has no memory for jemalloc's own records.");
        _rtree = new Rtree(_sizes.LgPage, _base, machine);
        _emap = new Emap(_table, _rtree, _sizes.Count, options.Version.Neighbours(_options, _sizes), options.Version.PageMap);
        _layout = new TcacheLayout(_sizes, _options);
        AllocRecords(null, (ulong)_layout.BinCount * _records.CacheBinInfo);
        var context = new PacContext(machine, _sizes, _table, _emap, _hooks, _san, _records, options.Version);
        _arenas = new ArenaTable(context, _records, _base, _options, NewBackgroundThread, options.Version.NewDecayTicks(() => _arenas!.Count, AllocateArenaTicks, address => FreeInternal(null, address)));
        if (_arenas.Init(null, 0) is null)
        {
            throw new OutOfMemoryException("The machine has no memory for jemalloc's first arena.");
        }

        _profiler = _options.Prof ? NewProfiler(options) : null;
        _hooks.Peak = _profiler is null ? null : new MappedPeak(_profiler);
        _flusher = new TcacheFlusher(_sizes, _table, _emap, _arenas, _layout, options.Version.EmptySlabs, _machine);
        TcacheCollector collector = options.Version.Caches.Collector(new CollectorParts(_sizes, _options, _flusher, _table, machine));
        _largeMisses = options.Version.Caches.CountsLargeMisses ? 1UL : 0;
        int requests = options.Version.Caches.GcRequests(_sizes);
        _countsBeforeLook = options.Version.Caches.CountsBeforeLook;
        _ticks = requests == 0 ? null : new TcacheTicks(requests, collector);
        _events = new ThreadEvents(requests == 0 ? _options.TcacheGcIncrBytes : 0, requests == 0 ? _sizes.LookupMax : ThreadEvents.NoFastPath, collector, _profiler, _options.StatsInterval < 0 ? null : new StatsInterval((ulong)_options.StatsInterval, PrintStats));
        _lookup = SmallLookup(_sizes, out _lookupShift);
        _ctl = new Ctl.Ctl(new HeapControls(this));
        _firstByPages = _sizes.LargeGoByPages ? _sizes.SmallCount : _sizes.Count;
        _usableSizes = Enumerable.Range(0, _sizes.Count).Select(_sizes.IndexToSize).ToArray();
    }

    /// <summary>The machine below.</summary>
    internal SimMachine Machine => _machine;

    /// <summary>The options in effect.</summary>
    internal JemallocOptions Options => _options;

    /// <summary>The size classes.</summary>
    internal SizeClasses Sizes => _sizes;

    /// <summary>Sizes of the library's records.</summary>
    internal RecordSizes Records => _records;

    /// <summary>The records of extents.</summary>
    internal EdataTable Table => _table;

    /// <summary>The page map.</summary>
    internal Rtree Rtree => _rtree;

    /// <summary>Memory for records, that of arena 0.</summary>
    internal BaseAllocator Base => _base;

    /// <summary>The arenas.</summary>
    internal ArenaTable Arenas => _arenas;

    /// <summary>How threads' caches are laid out.</summary>
    internal TcacheLayout Layout => _layout;

    /// <summary>Who empties caches.</summary>
    internal TcacheFlusher Flusher => _flusher;

    /// <summary>The heap profiler; null when it is off.</summary>
    internal HeapProfiler? Profiler => _profiler;

    /// <summary>Completes start-up as the trace's first thread. The first call of any thread does so too; this only says when.</summary>
    public void Start(int mainThread)
    {
        if (!_isBooted)
        {
            Boot(mainThread);
        }
    }

    private void Boot(int mainThread)
    {
        _isBooted = true;
        Tsd main = AddThread(mainThread);
        InitNominal(main);
        main.IsWithoutArenaTicks = true;
        _arenas.Complete(main, _machine.CpuCount);
        AllocRecords(main, _options.MaxBackgroundThreads * _records.BackgroundThreadInfo);
        _arenas.Background.Boot(main, _options.BackgroundThread);
        if (!_arenas.TryEnableHpaLast(main))
        {
            throw new OutOfMemoryException("The machine has no memory for jemalloc's huge page allocator.");
        }

        BootProfiler(main);
        _isInitialized = true;
        UpdatePhase(main);
        main.IsWithoutArenaTicks = false;
        if (_options.BackgroundThread)
        {
            _arenas.Background.Create(main, 0);
        }
    }

    // Records that are written as a whole when they are made; without memory for them the library does without.
    private void AllocRecords(Tsd? thread, ulong bytes)
    {
        ulong address = bytes == 0 ? 0 : _base.Alloc(thread, bytes, CacheLine);
        if (address != 0)
        {
            _machine.Touch(address, bytes);
        }
    }

    // Dumps at intervals are only for who asked for profiles, not for who asked for leaks. (prof_boot1)
    private HeapProfiler NewProfiler(JemallocOptions asked) =>
        new(new ProfilerMemory(this), _options, _sizes, new ProfBacktraces(_machine), _machine.LockRecorder) { IntervalBytes = asked is { Prof: true, LgProfInterval: >= 0 } ? 1UL << (int)asked.LgProfInterval : 0 };

    // While the allocator calls itself, the first arena serves.
    private void BootProfiler(Tsd main)
    {
        main.ReentrancyLevel++;
        if (_profiler is not null && !_profiler.TryBoot(main))
        {
            throw new OutOfMemoryException("The machine has no memory for jemalloc's heap profiler.");
        }

        main.ReentrancyLevel--;
    }

    // The library's table ends at 4096 bytes; this one holds all small classes, so that all of them take the fast path.
    private static byte[] SmallLookup(SizeClasses sizes, out int shift)
    {
        shift = sizes.LgLookupGrain;
        var lookup = new byte[(sizes.SmallMax >> shift) + 1];
        for (int i = 0; i < lookup.Length; i++)
        {
            lookup[i] = (byte)sizes.SizeToIndex((ulong)i << shift);
        }

        return lookup;
    }
}
