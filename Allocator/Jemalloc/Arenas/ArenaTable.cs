using AllocSim.Allocator.Jemalloc.Background;
using AllocSim.Allocator.Jemalloc.Extents;
using AllocSim.Allocator.Jemalloc.Huge;
using AllocSim.Allocator.Jemalloc.Kernel;
using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Metadata;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Pages;
using AllocSim.Allocator.Jemalloc.Threads;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Jemalloc.Arenas;

/// <summary>All arenas by index, and which of them a thread gets.</summary>
/// <remarks>
/// Which arena a thread gets is in ArenaTable.Choice.cs. The automatic arenas come first, then the one for oversize extents, then those made by hand. An arena is made when it is first needed.
/// Source: jemalloc 5.3.0, `src/jemalloc.c` (arena_init, arena_choose_hard) and `src/arena.c` (arena_choose_huge).
/// </remarks>
internal sealed partial class ArenaTable
{
    /// <summary>Most arenas that there can be. (MALLOCX_ARENA_LIMIT)</summary>
    public const int Limit = (1 << 12) - 1;

    private readonly PacContext _context;
    private readonly RecordSizes _records;
    private readonly BaseAllocator _base0;
    private readonly JemallocOptions _options;
    private readonly SimMutex _mutex;
    private readonly ulong _binBytes;
    private Arena?[] _arenas = new Arena?[16];
    private OversizeThp? _oversizeThp;

    /// <summary>A table without arenas.</summary>
    public ArenaTable(PacContext context, RecordSizes records, BaseAllocator base0, JemallocOptions options, Func<Tsd> newBackgroundThread, DecayTicks ticks)
    {
        _context = context;
        _mutex = new SimMutex("arenas", MutexRank.Arenas, context.Machine.LockRecorder);
        _records = records;
        _base0 = base0;
        _options = options;
        Ticks = ticks;
        Background = new BackgroundThreads(this, context.Machine, options, newBackgroundThread);
        Hpa = options.Hpa ? new HpaCentral(context, base0, options) : null;
        _binBytes = (ulong)context.Sizes.Bins.Sum(bin => bin.ShardCount) * records.Bin;
        DefaultDirtyDecayMs = options.DirtyDecayMs;
        DefaultMuzzyDecayMs = options.MuzzyDecayMs;
        DefaultDss = options.Dss;
    }

    /// <summary>Guards the table.</summary>
    public SimMutex Mutex => _mutex;

    /// <summary>When threads look at decay.</summary>
    public DecayTicks Ticks { get; }

    /// <summary>Threads that purge the arenas in place of the program's.</summary>
    public BackgroundThreads Background { get; }

    /// <summary>Where the huge page allocators get their page slabs; null unless the option hpa is set.</summary>
    public HpaCentral? Hpa { get; }

    /// <summary>Arenas that threads are put into without being told to.</summary>
    public int AutoCount { get; private set; } = 1;

    /// <summary>Indices in use.</summary>
    public int Count { get; private set; }

    /// <summary>The first index for arenas made by hand.</summary>
    public int ManualBase { get; private set; } = 2;

    /// <summary>Index of the arena for oversize extents; 0 when there is none.</summary>
    public int HugeIndex { get; private set; }

    /// <summary>Requests of at least this many bytes go to the arena for oversize extents. Arena 0 is made before the option is read, with the default.</summary>
    public ulong OversizeThreshold { get; private set; } = 8UL << 20;

    /// <summary>Decay time that new arenas get for dirty pages, milliseconds.</summary>
    public long DefaultDirtyDecayMs { get; set; }

    /// <summary>Decay time that new arenas get for muzzy pages, milliseconds.</summary>
    public long DefaultMuzzyDecayMs { get; set; }

    /// <summary>Precedence of the data segment that new arenas get.</summary>
    public DssPrecedence DefaultDss { get; set; }

    /// <summary>CPUs that have arenas of their own; 0 unless arenas are per CPU.</summary>
    public int PerCpuLimit { get; private set; }

    /// <summary>The arena of an index that is known to have one.</summary>
    public Arena this[int index] => _arenas[index]!;

    /// <summary>The arena of an index, if there is one.</summary>
    public Arena? TryGet(int index) => (uint)index < (uint)_arenas.Length ? _arenas[index] : null;

    /// <summary>The arena of an index, made if need be; null when memory has run out or there can be no such arena.</summary>
    public Arena? GetOrInit(Tsd? thread, int index) => TryGet(index) ?? Init(thread, index);

    /// <summary>Decides how many arenas there are, once the CPUs are known.</summary>
    public void Complete(Tsd thread, int cpuCount)
    {
        PerCpuLimit = _options.PercpuArenaLimit(cpuCount);
        AutoCount = (int)Math.Min(_options.Narenas, Limit - 1);
        Count = AutoCount;
        if (_options.OversizeThreshold == 0)
        {
            OversizeThreshold = _context.Sizes.LargeMax + (ulong)_context.Sizes.PageSize;
        }
        else
        {
            OversizeThreshold = _options.OversizeThreshold;
            HugeIndex = Count++;
            if (_context.Version.TellsArena0OfThreshold)
            {
                _arenas[0]!.Pages.Pac.OversizeThreshold = OversizeThreshold;
                _base0.LockOnce(thread);
                _oversizeThp = _options.HugeArenaPacThp && _context.Hooks.MetadataThp != MetadataThpMode.Disabled && _options.Thp == ThpMode.Default ? new OversizeThp(_context.Hooks, _base0) : null;
            }
        }

        ManualBase = Count;
        if (_context.Version.SharesOversizeThreshold)
        {
            _arenas[0]!.Pages.Pac.OversizeThreshold = OversizeThreshold;
        }
    }

    /// <summary>Makes the arena of an index. (arena_init)</summary>
    /// <param name="thread">Who makes it.</param>
    /// <param name="index">The index.</param>
    /// <param name="hooks">Its extent hooks.</param>
    public Arena? Init(Tsd? thread, int index, HookSet hooks = default)
    {
        _mutex.Lock(thread);
        Arena? arena = InitLocked(thread, index, hooks);
        _mutex.Unlock(thread);
        NoteBackgroundThread(thread, index);
        return arena;
    }

    /// <summary>Gives arena 0 its huge page allocator, where that comes last in start-up; false when there is no memory for it.</summary>
    public bool TryEnableHpaLast(Tsd thread) => Hpa is null || !_context.Version.EnablesHpaLast || this[0].Pages.TryEnableHpa(thread, Hpa, _base0, _options, Background.IsEnabled);

    /// <summary>Removes an arena that was destroyed.</summary>
    public void Remove(int index) => _arenas[index] = null;

    private Arena? InitLocked(Tsd? thread, int index, HookSet hooks)
    {
        if (index >= Limit)
        {
            return null;
        }

        if (index == Count)
        {
            Count++;
        }

        return TryGet(index) ?? Make(thread, index, hooks);
    }

    private Arena? Make(Tsd? thread, int index, HookSet hooks)
    {
        BaseAllocator? metadata = index == 0
            ? _base0
            : BaseAllocator.Create(index, _context.Table, _context.Sizes, _records, _context.Hooks, _context.Machine, hooks);
        if (_context.Version.LocksMetadataEarly)
        {
            metadata?.LockOnce(thread);
        }

        ulong address = metadata?.Alloc(thread, _records.Arena + _binBytes, 64) ?? 0;
        if (address == 0)
        {
            if (index != 0)
            {
                metadata?.Delete();
            }

            return null;
        }

        TouchMade(address);
        var settings = new PacSettings(OversizeThreshold, DefaultDirtyDecayMs, DefaultMuzzyDecayMs, _context.Version.ActiveFitShift(_options.LgExtentMaxActiveFit)) { ZeroPagesFrom = _options.CallocMadviseThreshold };
        var arena = new Arena(this, _context, metadata!, _records, address, settings, DefaultDss);
        if (index >= _arenas.Length)
        {
            Array.Resize(ref _arenas, Math.Max(_arenas.Length * 2, index + 1));
        }

        _arenas[index] = arena;
        arena.Pages.Pac.Extents.Hooks.Set = hooks;
        metadata!.MapsOwn = arena.Pages.Pac.Extents.MapMetadata;
        arena.Pages.Pac.Extents.Thp = index != 0 && index == HugeIndex ? _oversizeThp : null;
        bool isLater = index == 0 && _context.Version.EnablesHpaLast;
        if (Hpa is not null && hooks.AreDefault && !isLater && !arena.Pages.TryEnableHpa(thread, Hpa, metadata!, _options, Background.IsEnabled))
        {
            _arenas[index] = null;
            metadata!.Delete();
            return null;
        }

        return arena;
    }

    // Its record is not written as a whole, and its memory was never written before.
    private void TouchMade(ulong address)
    {
        foreach (RecordPart part in _records.ArenaParts)
        {
            _context.Machine.Touch(address + part.Offset, part.Bytes);
        }

        foreach (RecordPart part in Hpa is null ? [] : _records.ArenaHpaParts)
        {
            _context.Machine.Touch(address + part.Offset, part.Bytes);
        }

        _context.Machine.Touch(address + _records.Arena, _binBytes);
    }

    // A background thread for a new arena, but not for the one for oversize extents where that purges at once. (arena_new_create_background_thread)
    private void NoteBackgroundThread(Tsd? thread, int index)
    {
        if (index != 0 && (HugeIndex == 0 || index != HugeIndex || _context.Version.Purging.LeavesToBackground))
        {
            Background.Create(thread, index);
        }
    }
}
