using AllocSim.Allocator.Jemalloc.Arenas;
using AllocSim.Allocator.Jemalloc.Caches;
using AllocSim.Allocator.Jemalloc.Ctl.Targets;
using AllocSim.Allocator.Jemalloc.Threads;
using AllocSim.Simulator.Operations;

namespace AllocSim.Allocator.Jemalloc.Heap.Controls;

/// <summary>A thread as the controls see it.</summary>
internal sealed class ThreadControls(JemallocHeap heap, Tsd state) : ICtlThread
{
    public ulong Allocated => state.Allocated.Current;

    public ulong Deallocated => state.Deallocated.Current;

    public ulong AllocatedAddress => state.BlockAddress + heap.Records.TsdAllocatedOffset;

    public ulong DeallocatedAddress => state.BlockAddress + heap.Records.TsdDeallocatedOffset;

    public bool TcacheAvailable => state.AvailableTcache is not null;

    public bool TcacheEnabled
    {
        get => state.IsTcacheEnabled;
        set
        {
            if (value && !state.IsTcacheEnabled)
            {
                heap.InitTcache(state);
            }
            else if (!value && state.AvailableTcache is { } cache)
            {
                heap.DestroyTcache(state, cache);
                state.Tcache = null;
            }

            state.IsTcacheEnabled = value;
            heap.UpdatePhase(state);
        }
    }

    public ulong TcacheMax
    {
        get => state.CacheLayout is { } layout ? layout.MaxClass
            : throw new TraceFormatException($"operation {heap.Machine.OperationIndex}: thread.tcache.max of a thread that never had a cache; the real library stops the program here");
        set
        {
            if (value == TcacheMax)
            {
                return;
            }

            Arena? arena = state.AvailableTcache?.Arena;
            if (state.AvailableTcache is { } cache)
            {
                heap.DestroyTcache(state, cache);
                state.Tcache = null;
            }

            state.CacheLayout = new TcacheLayout(heap.Sizes, heap.Options, value);
            if (arena is not null)
            {
                heap.InitTcache(state, arena);
            }
        }
    }

    public ulong CacheSizeOf(ulong size)
    {
        int szind = heap.Sizes.SizeToIndex(size);
        return state.AvailableTcache is { } cache && szind < cache.CachedClassCount ? (ulong)cache.Bins[szind].Capacity : 0;
    }

    public ulong ReadPeak()
    {
        state.Peak.Update(state.Allocated.Current, state.Deallocated.Current);
        return state.Peak.Bytes;
    }

    public void ResetPeak() => state.Peak.Reset(state.Allocated.Current, state.Deallocated.Current);

    public int? ChooseArena() => heap.Arenas.Choose(state, null)?.Index;

    public bool TryMigrate(int newArena)
    {
        Arena? from = heap.Arenas.Choose(state, null);
        if (from is null || heap.Arenas.GetOrInit(state, newArena) is not { } to)
        {
            return false;
        }

        heap.Arenas.Migrate(state, from, to);
        if (state.AvailableTcache is { } cache)
        {
            TcacheArena.Reassociate(state, cache, to);
        }

        return true;
    }

    public void FlushTcache() => heap.Flusher.FlushAll(state, state.AvailableTcache!);
}
