using AllocSim.Allocator.Jemalloc.Contended;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Kernel;
using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Extents;

/// <content>Giving extents back, and merging them with their neighbours on the way.</content>
internal sealed partial class ExtentManager
{
    /// <summary>Puts an extent that is no longer used into a cache. (ecache_dalloc)</summary>
    public void Cache(Tsd? thread, Ecache cache, int id)
    {
        ref Edata edata = ref _table[id];
        edata.Address = _table.BaseOf(edata);
        edata.IsZeroed = false;
        Record(thread, cache, id);
    }

    /// <summary>Gives an extent back to the system, or keeps its address space without memory. (extent_dalloc_wrapper)</summary>
    public void Dalloc(Tsd? thread, int id)
    {
        ref Edata edata = ref _table[id];
        if (_own.MayDalloc)
        {
            if (edata.IsGuarded)
            {
                Unguard(thread, id);
                _home.Stats.UncountedGuards += 2 * _pageSize;
            }

            _emap.DeregisterBoundary(id);
            CountUnmapped(id);
            edata.Address = _table.BaseOf(edata);
            if (_own.Serves(HookCalls.Dalloc) && _hooks.TryUnmap(edata.Address, edata.Size))
            {
                _records.Put(thread, id);
                return;
            }

            _ = TryRegister(thread, id);
            CountMapped(thread, id);
        }
        else if (_own.AreDefault ? _emap.Habits.ReentersKept : _emap.Habits.ReentersWithHooks)
        {
            _emap.DeregisterBoundary(id);
            _ = TryRegister(thread, id);
        }

        edata.IsZeroed = TryRelease(id);
        CountUnmapped(id);
        Record(thread, _home.Retained, id);
    }

    /// <summary>Unmaps an extent for good. (extent_destroy_wrapper)</summary>
    public void Destroy(Tsd? thread, int id)
    {
        ref Edata edata = ref _table[id];
        if (edata.IsGuarded)
        {
            RemoveGuards(id, isTwoSided: false); // Those of retained address space come out of a bump region.
        }

        edata.Address = _table.BaseOf(edata);
        if (_own.Serves(HookCalls.Destroy))
        {
            _hooks.Destroy(edata.Address, edata.Size);
        }
        else
        {
            _hooks.Lose(edata.Size);
        }

        _records.Put(thread, id);
    }

    // Takes the memory away as thoroughly as the system lets us; true when the pages read as zero afterwards.
    private bool TryRelease(int id)
    {
        ref Edata edata = ref _table[id];
        ulong start = _table.BaseOf(edata);
        if (!edata.IsCommitted)
        {
            return true;
        }

        if (_own.Serves(HookCalls.Decommit) && _hooks.TryCommit(start, edata.Size, commit: false))
        {
            edata.IsCommitted = false;
            return true;
        }

        if (_own.Serves(HookCalls.PurgeForced) && _hooks.TryPurgeForced(start, edata.Size))
        {
            return true;
        }

        if (edata.State != ExtentState.Muzzy)
        {
            TryPurgeLazily(id);
        }

        return false;
    }

    private void Record(Tsd? thread, Ecache cache, int id)
    {
        cache.Mutex.Lock(thread);
        _hooks.Charge(JemallocCost.ExtentRecord);
        if (_table[id].IsGuarded)
        {
            // Its neighbours are guard pages.
        }
        else if (!cache.DelayCoalesce)
        {
            id = TryCoalesce(thread, cache, id, ulong.MaxValue, eager: false, out _);
        }
        else if (_table[id].Size >= _sizes.LargeMin)
        {
            ulong longest = _emap.Neighbours.Longest(_table[id].Size);
            bool coalesced;
            ulong before;
            do
            {
                before = _table[id].Size;
                id = TryCoalesce(thread, cache, id, longest, eager: true, out coalesced);
            }
            while (coalesced && _emap.Neighbours.GoesOn(before, _table[id].Size));

            if (_table[id].Size >= OversizeThreshold && _home.MayForceDecay())
            {
                cache.Mutex.Unlock(thread);
                MaximallyPurge(thread, id);
                return;
            }
        }

        Deactivate(cache, id);
        cache.Mutex.Unlock(thread);
    }

    // Too large to be worth keeping dirty.
    private void MaximallyPurge(Tsd? thread, int id)
    {
        ulong size = _table[id].Size;
        Dalloc(thread, id);
        _home.Stats.Dirty.Nmadvise++;
        _home.Stats.Dirty.Purged += size / _pageSize;
        _home.Stats.Mapped -= size;
    }

    // With delayed coalescing one merge is done a call; otherwise as many as there are to do.
    private int TryCoalesce(Tsd? thread, Ecache cache, int id, ulong longest, bool eager, out bool coalesced)
    {
        bool again;
        do
        {
            again = false;
            int next = AcquireNeighbor(cache, id, longest, forward: true, eager);
            if (next != EdataTable.Null && TryAbsorb(thread, cache, id, next, next))
            {
                if (cache.DelayCoalesce)
                {
                    coalesced = true;
                    return id;
                }

                again = true;
            }

            int previous = AcquireNeighbor(cache, id, longest, forward: false, eager);
            if (previous != EdataTable.Null && TryAbsorb(thread, cache, previous, id, previous))
            {
                id = previous;
                if (cache.DelayCoalesce)
                {
                    coalesced = true;
                    return id;
                }

                again = true;
            }
        }
        while (again);

        coalesced = false;
        return id;
    }

    // One that would make it too long is left alone.
    private int AcquireNeighbor(Ecache cache, int id, ulong longest, bool forward, bool eager)
    {
        int neighbor = _emap.TryAcquireNeighbor(id, cache.State, forward, eager: eager);
        ulong size = _table[id].Size;
        if (neighbor == EdataTable.Null || (longest > size && _table[neighbor].Size <= longest - size))
        {
            return neighbor;
        }

        _emap.UpdateState(neighbor, cache.State);
        return EdataTable.Null;
    }

    private bool TryAbsorb(Tsd? thread, Ecache cache, int first, int second, int cached)
    {
        cache.Eset.Remove(cached);
        _hold.Pause(cache, thread);
        bool isMerged = TryMerge(thread, first, second);
        _hold.Resume(cache, thread);
        if (isMerged)
        {
            _counts.Merges++;
            return true;
        }

        Deactivate(cache, cached);
        return false;
    }
}
