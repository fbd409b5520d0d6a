using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Arenas;

/// <content>Which arena a thread gets.</content>
internal sealed partial class ArenaTable
{
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

            TieCache(thread, arena);
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
        if (asked is null && _context.Version.JudgesOversizeByArena)
        {
            Arena? own = thread.Arena ?? Choose(thread, null);
            return own is null ? null
                : size >= own.Pages.Pac.OversizeThreshold && own.IsAuto ? ChooseHuge(thread)
                : own;
        }

        if (asked is null && size >= OversizeThreshold && thread.Arena is null or { IsAuto: true })
        {
            return ChooseHuge(thread);
        }

        return Choose(thread, asked);
    }

    private bool LeavesToBackground => _context.Version.Purging.LeavesToBackground && Background.IsEnabled;

    /// <summary>Moves a thread to another arena, and purges the old one if it was the last there. (arena_migrate)</summary>
    public void Migrate(Tsd thread, Arena from, Arena to)
    {
        from.ThreadCount(isInternal: false)--;
        to.ThreadCount(isInternal: false)++;
        thread.Arena = to;
        if (from.ThreadCount(isInternal: false) == 0 && _context.Version.Purging.PurgesLeftArenas && !LeavesToBackground)
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

        Ticks.Leave(thread);
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
            bool isLeft = LeavesToBackground;
            huge.Name = "auto_oversize";
            if (!isLeft && DefaultDirtyDecayMs > 0)
            {
                huge.TrySetDecayMs(thread, ExtentState.Dirty, 0);
            }

            if (!isLeft && DefaultMuzzyDecayMs > 0)
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
                arena = InitLocked(thread, firstMissing, default);
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

    private static void TieCache(Tsd thread, Arena arena)
    {
        ITiedCache? cache = thread.AvailableTcache;
        cache?.Tie(thread, arena);
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
            TieCache(thread, target);
            arena = target;
        }

        arena.LastThread = thread.BlockId;
        return arena;
    }
}
