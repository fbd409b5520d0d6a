using AllocSim.Allocator.Jemalloc.Caches;
using AllocSim.Allocator.Jemalloc.Extents;
using AllocSim.Allocator.Jemalloc.Metadata;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Pages;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Jemalloc.Arenas;

/// <summary>All arenas by index, and which of them a thread gets.</summary>
/// <remarks>
/// The automatic arenas come first, then the one for oversize extents, then those made by hand. An arena is made when it is first needed.
/// Source: jemalloc 5.3.0, `src/jemalloc.c` (arena_init, arena_choose_hard) and `src/arena.c` (arena_choose_huge).
/// </remarks>
internal sealed class ArenaTable
{
    /// <summary>Most arenas that there can be. (MALLOCX_ARENA_LIMIT)</summary>
    public const int Limit = (1 << 12) - 1;

    private readonly PacContext _context;
    private readonly RecordSizes _records;
    private readonly BaseAllocator _base0;
    private readonly JemallocOptions _options;
    private readonly SimMutex _mutex = new("arenas");
    private readonly SimMutex _backgroundThreadMutex;
    private readonly ulong _binBytes;
    private Arena?[] _arenas = new Arena?[16];

    /// <summary>A table without arenas.</summary>
    public ArenaTable(PacContext context, RecordSizes records, BaseAllocator base0, JemallocOptions options, SimMutex backgroundThreadMutex)
    {
        _context = context;
        _records = records;
        _base0 = base0;
        _options = options;
        _backgroundThreadMutex = backgroundThreadMutex;
        _binBytes = (ulong)context.Sizes.Bins.Sum(bin => bin.ShardCount) * RecordSizes.Bin;
        DefaultDirtyDecayMs = options.DirtyDecayMs;
        DefaultMuzzyDecayMs = options.MuzzyDecayMs;
        DefaultDss = options.Dss;
    }

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
    public void Complete(int cpuCount)
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
        }

        ManualBase = Count;
    }

    /// <summary>Makes the arena of an index. (arena_init)</summary>
    public Arena? Init(Tsd? thread, int index)
    {
        _mutex.Lock(thread);
        Arena? arena = InitLocked(thread, index);
        _mutex.Unlock(thread);
        NoteBackgroundThread(thread, index);
        return arena;
    }

    /// <summary>Removes an arena that was destroyed.</summary>
    public void Remove(int index) => _arenas[index] = null;

    /// <summary>The arena a thread uses, unless one was asked for. (arena_choose_impl)</summary>
    public Arena? Choose(Tsd thread, Arena? asked, bool isInternal = false)
    {
        if (asked is not null)
        {
            return asked;
        }

        if (thread.ReentrancyLevel > 0)
        {
            return GetOrInit(thread, 0);
        }

        Arena? arena = isInternal ? thread.InternalArena : thread.Arena;
        if (arena is null)
        {
            arena = ChooseFirst(thread, isInternal);
            if (arena is null)
            {
                return null;
            }

            Associate(thread, arena);
        }

        if (PerCpuLimit > 0 && !isInternal && arena.Index < PerCpuLimit && arena.LastThread != thread.BlockId)
        {
            arena = FollowCpu(thread, arena);
        }

        return arena;
    }

    /// <summary>The arena for a request, which may be too large for the thread's own. (arena_choose_maybe_huge)</summary>
    public Arena? ChooseForSize(Tsd thread, Arena? asked, ulong size)
    {
        if (asked is null && size >= OversizeThreshold && thread.Arena is null or { IsAuto: true })
        {
            return ChooseHuge(thread);
        }

        return Choose(thread, asked);
    }

    /// <summary>Moves a thread to another arena, and purges the old one if it was the last there. (arena_migrate)</summary>
    public void Migrate(Tsd thread, Arena from, Arena to)
    {
        from.ThreadCount(isInternal: false)--;
        to.ThreadCount(isInternal: false)++;
        thread.Arena = to;
        if (from.ThreadCount(isInternal: false) == 0)
        {
            from.Decay(thread, all: true);
        }
    }

    /// <summary>The thread leaves its arenas. (iarena_cleanup, arena_cleanup)</summary>
    public void Leave(Tsd thread)
    {
        if (thread.InternalArena is { } inner)
        {
            inner.ThreadCount(isInternal: true)--;
            thread.InternalArena = null;
        }

        if (thread.Arena is { } own)
        {
            own.ThreadCount(isInternal: false)--;
            thread.Arena = null;
        }
    }

    private Arena? InitLocked(Tsd? thread, int index)
    {
        if (index >= Limit)
        {
            return null;
        }

        if (index == Count)
        {
            Count++;
        }

        return TryGet(index) ?? Make(thread, index);
    }

    private Arena? Make(Tsd? thread, int index)
    {
        BaseAllocator? metadata = index == 0
            ? _base0
            : BaseAllocator.Create(index, _context.Table, _context.Sizes, _records, _context.Hooks, _context.Machine);
        ulong address = metadata?.Alloc(thread, _records.Arena + _binBytes, 64) ?? 0;
        if (address == 0)
        {
            if (index != 0)
            {
                metadata?.Delete();
            }

            return null;
        }

        _context.Machine.Touch(address, _records.Arena + _binBytes);
        var settings = new PacSettings(OversizeThreshold, DefaultDirtyDecayMs, DefaultMuzzyDecayMs, (int)_options.LgExtentMaxActiveFit);
        var arena = new Arena(this, _context, metadata!, _records, address, settings, DefaultDss);
        if (index >= _arenas.Length)
        {
            Array.Resize(ref _arenas, Math.Max(_arenas.Length * 2, index + 1));
        }

        _arenas[index] = arena;
        return arena;
    }

    // jemalloc asks for a background thread with every new arena, and takes the lock to find that there are to be none.
    private void NoteBackgroundThread(Tsd? thread, int index)
    {
        if (index != 0 && (HugeIndex == 0 || index != HugeIndex))
        {
            _backgroundThreadMutex.Lock(thread);
            _backgroundThreadMutex.Unlock(thread);
        }
    }

    private Arena? ChooseHuge(Tsd thread)
    {
        Arena? huge = TryGet(HugeIndex);
        if (huge is not null)
        {
            return huge;
        }

        huge = GetOrInit(thread, HugeIndex);
        if (huge is not null)
        {
            if (DefaultDirtyDecayMs > 0)
            {
                huge.TrySetDecayMs(thread, ExtentState.Dirty, 0);
            }

            if (DefaultMuzzyDecayMs > 0)
            {
                huge.TrySetDecayMs(thread, ExtentState.Muzzy, 0);
            }
        }

        return huge;
    }

    private Arena? ChooseFirst(Tsd thread, bool isInternal)
    {
        if (PerCpuLimit > 0)
        {
            Arena? own = GetOrInit(thread, CpuArena(thread));
            if (own is not null)
            {
                Bind(thread, own, isInternal: false);
                Bind(thread, own, isInternal: true);
            }

            return own;
        }

        if (AutoCount == 1)
        {
            Bind(thread, _arenas[0]!, isInternal: false);
            Bind(thread, _arenas[0]!, isInternal: true);
            return _arenas[0];
        }

        return ChooseLeastLoaded(thread, isInternal);
    }

    // The arena with the fewest threads; a new one while every arena has some and there may be more. Once for either kind of use.
    private Arena? ChooseLeastLoaded(Tsd thread, bool isInternal)
    {
        _mutex.Lock(thread);
        Span<int> choice = [0, 0];
        Span<bool> isNew = [false, false];
        int firstMissing = FindLeastLoaded(choice);
        Arena? result = null;
        for (int kind = 0; kind < 2; kind++)
        {
            bool inner = kind == 1;
            Arena? arena = _arenas[choice[kind]];
            if (arena!.ThreadCount(inner) != 0 && firstMissing != AutoCount)
            {
                choice[kind] = firstMissing;
                arena = InitLocked(thread, firstMissing);
                if (arena is null)
                {
                    _mutex.Unlock(thread);
                    return null;
                }

                isNew[kind] = true;
            }

            result = inner == isInternal ? arena : result;
            Bind(thread, arena, inner);
        }

        _mutex.Unlock(thread);
        for (int kind = 0; kind < 2; kind++)
        {
            if (isNew[kind])
            {
                NoteBackgroundThread(thread, choice[kind]);
            }
        }

        return result;
    }

    private int FindLeastLoaded(Span<int> choice)
    {
        int firstMissing = AutoCount;
        for (int i = 1; i < AutoCount; i++)
        {
            if (TryGet(i) is not { } arena)
            {
                firstMissing = Math.Min(firstMissing, i);
                continue;
            }

            for (int kind = 0; kind < 2; kind++)
            {
                if (arena.ThreadCount(kind == 1) < _arenas[choice[kind]]!.ThreadCount(kind == 1))
                {
                    choice[kind] = i;
                }
            }
        }

        return firstMissing;
    }

    private void Bind(Tsd thread, Arena arena, bool isInternal)
    {
        arena.ThreadCount(isInternal)++;
        if (isInternal)
        {
            thread.InternalArena = arena;
            return;
        }

        thread.Arena = arena;
        int shard = arena.NextBinShard++;
        for (int i = 0; i < thread.BinShards.Length; i++)
        {
            thread.BinShards[i] = (byte)(shard % _context.Sizes.Bins[i].ShardCount);
        }
    }

    private static void Associate(Tsd thread, Arena arena)
    {
        if (thread.AvailableTcache is not { } cache)
        {
            return;
        }

        if (cache.Arena is null)
        {
            TcacheArena.Associate(thread, cache, arena);
        }
        else if (cache.Arena != arena)
        {
            TcacheArena.Reassociate(thread, cache, arena);
        }
    }

    private int CpuArena(Tsd thread)
    {
        int cpu = _context.Machine.CpuOf(thread.Id);
        int cpuCount = _context.Machine.CpuCount;
        return _options.PercpuArena == PercpuArenaMode.Percpu || cpu < cpuCount / 2 ? cpu : cpu - (cpuCount / 2);
    }

    private Arena FollowCpu(Tsd thread, Arena arena)
    {
        int wanted = CpuArena(thread);
        if (arena.Index != wanted && GetOrInit(thread, wanted) is { } target)
        {
            Migrate(thread, arena, target);
            if (thread.AvailableTcache is { } cache)
            {
                TcacheArena.Reassociate(thread, cache, target);
            }

            arena = target;
        }

        arena.LastThread = thread.BlockId;
        return arena;
    }
}
