using System.Runtime.CompilerServices;
using AllocSim.Allocator.Jemalloc.Caches;
using AllocSim.Allocator.Jemalloc.Contended;
using AllocSim.Allocator.Jemalloc.Extents.PageMap;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Prof;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Heap;

/// <content>Freeing.</content>
public sealed partial class JemallocHeap
{
    /// <summary>free; of 0 does nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Free(int thread, ulong address)
    {
        Tsd[] threads = _threads;
        if (address != 0 && (uint)thread < (uint)threads.Length)
        {
            Tsd state = threads[thread];
            ulong element = _rtree.Read(address);
            if (Rtree.IsSlab(element))
            {
                ref CacheBin bin = ref state.Bins[Rtree.Szind(element)];
                int head = bin.Head;
                ulong after = state.Deallocated.Current + bin.UsableSize;
                if (head != bin.Written && after < state.Deallocated.NextEventFast)
                {
                    state.Slots[--head] = address;
                    bin.Head = head;
                    state.Deallocated.Current = after;
                    return;
                }
            }
        }

        FreeSlow(thread, address);
    }

    /// <summary>malloc_usable_size.</summary>
    public ulong UsableSize(ulong address) => address == 0 ? 0 : UsableSizeOf(address);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FreeSlow(int thread, ulong address)
    {
        if (address != 0)
        {
            Tsd state = IsFast(thread) ? _threads[thread] : FetchMinimal(thread);
            if (_countsBeforeLook && TryTickedFree(state, address))
            {
                return;
            }

            _rtree.Looked = state.Leaves;
            FreeCounted(state, EntryPoint.Free, address, CacheForFree(state));
        }
    }

    // A thread that jemalloc has interrupted itself in frees past its cache. (tcache_get_from_ind)
    private static Tcache? CacheForFree(Tsd state) => state.ReentrancyLevel == 0 ? state.AvailableTcache : null;

    // (ifree)
    private void FreeCounted(Tsd state, EntryPoint entry, ulong address, Tcache? cache)
    {
        ulong usize = UsableSizeOf(address);
        FreeSample(state, entry, address, usize);
        JunkFreed(address, usize);
        Dalloc(state, address, cache);
        _events.CountDeallocated(state, usize);
    }

    // (prof_free)
    private void FreeSample(Tsd state, EntryPoint entry, ulong address, ulong usize)
    {
        if (_profiler is not null && _rtree.LookUp(address) is var element && !Rtree.IsSlab(element))
        {
            _profiler.Free(state, entry, Rtree.Edata(element), usize);
        }
    }

    // (arena_dalloc)
    private void Dalloc(Tsd? state, ulong address, Tcache? cache)
    {
        if (cache is null)
        {
            DallocUncached(state, address);
            return;
        }

        ulong element = _rtree.LookUp(address);
        DallocCached(state!, address, Rtree.Szind(element), Rtree.IsSlab(element), cache);
    }

    private void DallocCached(Tsd state, ulong address, int szind, bool slab, Tcache cache)
    {
        if (!slab && szind < _sizes.SmallCount)
        {
            Demote(address);
            szind = _sizes.SmallCount;
        }

        if (!slab && (szind >= cache.CachedClassCount || cache.Bins[szind].Capacity == 0))
        {
            int id = _emap.Lookup(address);
            _arenas[_table[id].Arena].DallocLarge(state, id);
            return;
        }

        ref CacheBin bin = ref cache.Bins[szind];
        if (bin.Head == bin.Full)
        {
            if (bin.Capacity == 0)
            {
                DallocUncached(state, address);
                return;
            }

            MakeRoom(state, cache, szind, slab);
        }

        if (!slab)
        {
            _machine.Costs?.Charge(JemallocCost.TcacheLarge);
        }

        cache.Slots[--bin.Head] = address;
        if (bin.Head < bin.Written)
        {
            cache.TouchSlots(_machine, ref bin, bin.Head);
        }

        _ticks?.Count(state, cache);
    }

    private void MakeRoom(Tsd state, Tcache cache, int szind, bool slab)
    {
        int capacity = cache.Bins[szind].Capacity;
        if (slab)
        {
            _flusher.FlushSmall(state, cache, szind, capacity >> (int)_options.LgTcacheFlushSmallDiv);
        }
        else
        {
            _flusher.FlushLarge(state, cache, szind, capacity >> (int)_options.LgTcacheFlushLargeDiv);
        }
    }

    // (arena_dalloc_no_tcache)
    private void DallocUncached(Tsd? state, ulong address)
    {
        ulong element = _rtree.LookUp(address);
        int id = Rtree.Edata(element);
        ref Edata edata = ref _table[id];
        if (Rtree.IsSlab(element))
        {
            _arenas[edata.Arena].DallocSmall(state, id, address);
        }
        else
        {
            if (Rtree.Szind(element) < _sizes.SmallCount)
            {
                Demote(address);
            }

            _arenas[edata.Arena].DallocLarge(state, id);
        }
    }

    internal ulong UsableSizeOf(ulong address)
    {
        ulong element = _rtree.LookUp(address);
        int szind = Rtree.Szind(element);
        if (szind < _firstByPages)
        {
            return _usableSizes[szind];
        }

        int id = Rtree.Edata(element);
        if (id == EdataTable.Null)
        {
            StaleObject.Refuse(_machine.OperationIndex, address);
        }

        return _table[id].Size - _sizes.LargePad;
    }
}
