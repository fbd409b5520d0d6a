using AllocSim.Allocator.Mimalloc.Arenas;
using AllocSim.Allocator.Mimalloc.Options;
using AllocSim.Allocator.Mimalloc.Os;
using AllocSim.Allocator.Mimalloc.Pages;
using AllocSim.Allocator.Mimalloc.Segments;
using AllocSim.Allocator.Mimalloc.Stats;
using AllocSim.Allocator.Mimalloc.Threads;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Mimalloc;

/// <summary>mimalloc 2.0.9 as Debian 12 builds it: the same addresses, calls to the system and statistics.</summary>
/// <remarks>
/// Its parts, from the system up: <see cref="OsMemory"/>, <see cref="ArenaMemory"/>, <see cref="SegmentCache"/>, <see cref="SegmentSource"/>, <see cref="Spans"/>, <see cref="Abandonment"/>,
/// <see cref="SegmentPages"/>, <see cref="PageAllocator"/>; each has its own state and knows only those below it.
/// </remarks>
public sealed partial class MimallocHeap
{
    private readonly SimMachine _machine;
    private readonly MimallocOptions _options;
    private readonly MimallocStats _stats = new();
    private readonly SegmentMap _segments = new();
    private readonly OsMemory _os;
    private readonly ArenaMemory _arenas;
    private readonly SegmentCache _cache;
    private readonly Abandonment _abandonment;
    private readonly PageRetirer _retirer;
    private readonly PageAllocator _pages;
    private readonly BlockFreer _freer;
    private readonly HeapCollector _collector;
    private readonly ThreadTable _threads;
    private readonly long _startMs;
    private ulong _allocatedBytes;
    private bool _hasStarted;

    /// <summary>Makes a heap on a machine.</summary>
    public MimallocHeap(SimMachine machine, MimallocOptions options)
    {
        _machine = machine;
        _options = options;
        _os = new OsMemory(machine, options, _stats);
        _startMs = _os.NowMs;
        _arenas = new ArenaMemory(_os, options);
        _cache = new SegmentCache(_os, _arenas, options, _stats);
        SegmentCommitter committer = new(_os, options, _stats);
        Spans spans = new(machine, committer, _segments);
        ThreadCensus census = new();
        LinkPool links = new();
        SegmentSource source = new(_os, _arenas, _cache, _segments, spans, census, options, _stats);
        PageReleaser releaser = new(_os, spans, links, options);
        _abandonment = new Abandonment(committer, source, releaser, options);
        SegmentPages segmentPages = new(_os, spans, committer, source, releaser, _abandonment);
        _retirer = new PageRetirer(segmentPages, _abandonment);
        _pages = new PageAllocator(machine, segmentPages, _retirer, links, _os);
        _freer = new BlockFreer(_segments, segmentPages, _retirer, machine);
        _collector = new HeapCollector(_retirer, _freer, _abandonment, _cache);
        _threads = new ThreadTable(machine, _os, census, _stats);
    }

    /// <summary>The library is loaded, by the main thread.</summary>
    public void Start(int mainThread)
    {
        if (_hasStarted)
        {
            return;
        }

        _hasStarted = true;
        _threads.Start(mainThread);
        _arenas.ReserveAtStart(_threads.Main);
    }

    /// <summary>A thread ends: what it frees and what it leaves behind.</summary>
    public void ThreadExit(int thread)
    {
        ThreadHeap heap = _threads.Of(thread);
        if (_threads.HasNone(heap) || ReferenceEquals(heap, _threads.Main))
        {
            return;
        }

        _collector.Abandon(heap);
        _threads.Done(thread);
    }

    /// <summary>mi_stats_print_out: adds the caller's counters to the process's and prints those. A thread that has no heap gets one for it.</summary>
    public void WriteStats(int thread, TextWriter output)
    {
        Start(thread);
        ThreadHeap heap = _threads.Init(thread);
        if (!_threads.HasNone(heap))
        {
            _stats.MergeFrom(heap.Stats);
        }

        StatsText.Write(_stats, Math.Max(_options.UseNumaNodes, 1), _os.NowMs - _startMs, output);
    }
}
