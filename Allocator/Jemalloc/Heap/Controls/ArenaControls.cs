using AllocSim.Allocator.Jemalloc.Arenas;
using AllocSim.Allocator.Jemalloc.Background;
using AllocSim.Allocator.Jemalloc.Ctl.Targets;
using AllocSim.Allocator.Jemalloc.Extents;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Kernel;
using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Stats;
using AllocSim.Allocator.Jemalloc.Threads;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Jemalloc.Heap.Controls;

/// <summary>An arena as the controls see it.</summary>
internal sealed class ArenaControls(JemallocHeap heap, Arena arena) : ICtlArena
{
    public string Name => arena.Name;

    public DssPrecedence Dss
    {
        get => arena.Pages.Pac.Extents.DssPrecedence;
        set => arena.Pages.Pac.Extents.DssPrecedence = value;
    }

    public HookSet Hooks => arena.Pages.Pac.Extents.Hooks.Set;

    public ulong OversizeThreshold
    {
        get => arena.Pages.Pac.OversizeThreshold;
        set => arena.Pages.Pac.OversizeThreshold = value;
    }

    public ulong ActivePagesAddress => arena.Address + heap.Records.ActivePagesOffset;

    public int ThreadCount(bool isInternal) => arena.ThreadCount(isInternal);

    public void MergeStats(int thread, ArenaStatsSnapshot into) => arena.MergeStats(heap.Fetch(thread), into);

    public void ResetMutexes(int thread)
    {
        Tsd state = heap.Fetch(thread);
        foreach (SimMutex mutex in arena.ReportedMutexes)
        {
            Reset(state, mutex);
        }

        for (int i = 0; i < heap.Sizes.SmallCount; i++)
        {
            foreach (Slabs.Bin bin in arena.BinsOf(i))
            {
                Reset(state, bin.Lock);
            }
        }
    }

    public void Decay(int thread, bool isAll) => arena.Decay(heap.Fetch(thread), isAll);

    public void Reset(int thread, bool isDestroyed) => arena.Reset(heap.Fetch(thread), (state, extent) => heap.ForgetLarge(state, extent, isDestroyed));

    public void Destroy(int thread)
    {
        Tsd state = heap.Fetch(thread);
        arena.Pages.Destroy(state);
        heap.Arenas.Remove(arena.Index);
        AwaitNeighbours(state);
        arena.Base.Delete();
    }

    public void SetHooks(int thread, HookSet hooks)
    {
        Tsd state = heap.Fetch(thread);
        BackgroundThread? info = heap.Arenas.Background.ToldOf(arena.Index);
        info?.Mutex.Lock(state);
        arena.Pages.DisableHpa(state);
        arena.Pages.Pac.Extents.Hooks.Set = hooks;
        if (heap.Options.Version.HooksServeMetadata)
        {
            arena.Base.Hooks.Set = hooks;
        }

        info?.Mutex.Unlock(state);
    }

    public long DecayMs(bool isDirty) => (isDirty ? arena.Pages.Pac.DecayDirty : arena.Pages.Pac.DecayMuzzy).TimeMs;

    public bool TrySetDecayMs(int thread, bool isDirty, long ms) =>
        arena.TrySetDecayMs(heap.Fetch(thread), isDirty ? ExtentState.Dirty : ExtentState.Muzzy, ms);

    public bool TryRetainGrowLimit(int thread, ulong? newLimit, out ulong oldLimit)
    {
        Tsd state = heap.Fetch(thread);
        ExponentialGrowth growth = arena.Pages.Pac.Extents.Growth;
        int index = 0;
        oldLimit = 0;
        if (newLimit is { } limit)
        {
            index = heap.Sizes.PageSizeToIndex(unchecked(limit + 1)) - 1;
            if (index < 0 || index >= heap.Sizes.PageClassCount)
            {
                return false;
            }
        }

        arena.Pages.Pac.GrowMutex.Lock(state);
        oldLimit = heap.Sizes.PageIndexToSize(growth.Limit);
        growth.Limit = newLimit is null ? growth.Limit : index;
        arena.Pages.Pac.GrowMutex.Unlock(state);
        return true;
    }

    // Without retained memory, other arenas may look at a record of this one's while they coalesce under their locks. (arena_prepare_base_deletion)
    private void AwaitNeighbours(Tsd state)
    {
        if (heap.Options.Retain || !heap.Options.Version.LocksDestroy)
        {
            return;
        }

        for (int i = 0; i < heap.Arenas.Count; i++)
        {
            if (heap.Arenas.TryGet(i)?.Pages.Pac is { } pac)
            {
                foreach (Ecache cache in new[] { pac.Dirty, pac.Muzzy, pac.Retained })
                {
                    cache.Mutex.Lock(state);
                    cache.Mutex.Unlock(state);
                }
            }
        }
    }

    private static void Reset(Tsd state, SimMutex mutex)
    {
        mutex.Lock(state);
        mutex.ResetProfile();
        mutex.Unlock(state);
    }
}
