using AllocSim.Allocator.Jemalloc.Contended;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Kernel;
using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Extents;

/// <content>Taking an extent out of a cache.</content>
internal sealed partial class ExtentManager
{
    /// <summary>An extent of a size from a cache. (ecache_alloc)</summary>
    /// <param name="thread">The caller.</param>
    /// <param name="cache">Where to look.</param>
    /// <param name="expand">The extent in use that it has to follow, or <see cref="EdataTable.Null"/>.</param>
    /// <param name="size">Bytes, whole pages.</param>
    /// <param name="alignment">Alignment in bytes.</param>
    /// <param name="zero">Whether it has to read as zero.</param>
    /// <returns>Its id, or <see cref="EdataTable.Null"/>.</returns>
    public int Alloc(Tsd? thread, Ecache cache, int expand, ulong size, ulong alignment, bool zero)
    {
        bool commit = true;
        return Recycle(thread, cache, cache.Eset, expand, size, alignment, zero, ref commit);
    }

    /// <summary>Takes out the extent that has been unused longest, merging it first where merging was put off. (ecache_evict)</summary>
    /// <returns><see cref="EdataTable.Null"/> when the cache holds no more than the pages it may keep.</returns>
    public int Evict(Tsd? thread, Ecache cache, ulong pagesToKeep)
    {
        cache.Mutex.Lock(thread);
        int id = EvictLocked(thread, cache, pagesToKeep);
        cache.Mutex.Unlock(thread);
        return id;
    }

    private int EvictLocked(Tsd? thread, Ecache cache, ulong pagesToKeep)
    {
        int id;
        do
        {
            Eset set = cache is { Eset.LeastRecentlyUsed.First: EdataTable.Null, GuardedEset: { } guarded } ? guarded : cache.Eset;
            id = set.LeastRecentlyUsed.First;
            if (id == EdataTable.Null || cache.Pages <= pagesToKeep)
            {
                return EdataTable.Null;
            }

            set.Remove(id);
        }
        while (cache.DelayCoalesce && !_table[id].IsGuarded && TryDelayedCoalesce(thread, cache, id));

        if (cache.State == ExtentState.Retained)
        {
            _emap.DeregisterBoundary(id);
        }
        else
        {
            _emap.UpdateState(id, ExtentState.Active);
        }

        return id;
    }

    // True: it was merged and is back in the cache, look again.
    private bool TryDelayedCoalesce(Tsd? thread, Ecache cache, int id)
    {
        _emap.UpdateState(id, ExtentState.Active);
        id = TryCoalesce(thread, cache, id, ulong.MaxValue, eager: false, out bool coalesced);
        _emap.UpdateState(id, cache.State);
        if (coalesced)
        {
            cache.Eset.Insert(id);
        }

        return coalesced;
    }

    // The set is one of the cache's: that of guarded extents gives only what fits exactly.
    private int Recycle(Tsd? thread, Ecache cache, Eset set, int expand, ulong size, ulong alignment, bool zero, ref bool commit)
    {
        cache.Mutex.Lock(thread);
        int id = Extract(cache, set, expand, size, alignment);
        if (id == EdataTable.Null)
        {
            cache.Mutex.Unlock(thread);
            return id;
        }

        _hold.Pause(cache, thread);
        id = SplitRecycled(thread, cache, id, size, alignment);
        _hold.End(cache, thread);
        if (id == EdataTable.Null)
        {
            return id;
        }

        if (!TryCommitAndZero(id, commit, zero))
        {
            Record(thread, cache, id);
            return EdataTable.Null;
        }

        commit |= _table[id].IsCommitted;
        CountReuse(cache.State);
        return id;
    }

    private void CountReuse(ExtentState from)
    {
        switch (from)
        {
            case ExtentState.Dirty:
                _counts.FromDirty++;
                break;
            case ExtentState.Muzzy:
                _counts.FromMuzzy++;
                break;
            default:
                _counts.FromRetained++;
                break;
        }
    }

    private int Extract(Ecache cache, Eset set, int expand, ulong size, ulong alignment)
    {
        _hooks.Charge(JemallocCost.ExtentFind);
        int id;
        if (expand != EdataTable.Null)
        {
            id = _emap.TryAcquireNeighbor(expand, cache.State, forward: true, expanding: true);
            if (id != EdataTable.Null && _table[id].Size < size)
            {
                _emap.UpdateState(id, cache.State);
                id = EdataTable.Null;
            }
        }
        else
        {
            id = set == cache.Eset
                ? set.Fit(size, alignment, exactOnly: false, cache.DelayCoalesce ? _lgMaxActiveFit : NoLimit)
                : FitGuarded(set, size);
        }

        if (id != EdataTable.Null)
        {
            set.Remove(id);
            _emap.UpdateState(id, ExtentState.Active);
        }

        return id;
    }

    private int SplitRecycled(Tsd? thread, Ecache cache, int id, ulong size, ulong alignment)
    {
        SplitResult split = SplitInterior(thread, id, size, alignment);
        if (split.Wanted != EdataTable.Null)
        {
            PutBack(thread, cache, split.Lead);
            PutBack(thread, cache, split.Trail);
            return split.Wanted;
        }

        if (split.Lead != EdataTable.Null)
        {
            _hooks.Lose(_table[split.Lead].Size);
            _emap.DeregisterBoundary(split.Lead);
            CountUnmapped(split.Lead);
        }

        if (split.Lost != EdataTable.Null)
        {
            _emap.DeregisterBoundary(split.Lost);
            _hold.End(cache, thread);
            Abandon(thread, cache, split.Lost);
            _hold.Restart(cache, thread);
        }

        return EdataTable.Null;
    }

    private void PutBack(Tsd? thread, Ecache cache, int id)
    {
        if (id != EdataTable.Null)
        {
            _hold.Resume(cache, thread);
            Deactivate(cache, id);
            _hold.Pause(cache, thread);
        }
    }

    private bool TryCommitAndZero(int id, bool commit, bool zero)
    {
        ref Edata edata = ref _table[id];
        if (commit && !edata.IsCommitted && !TryCommit(id))
        {
            return false;
        }

        if (zero && !edata.IsZeroed)
        {
            _own.Zero(_table.BaseOf(edata), edata.Size);
        }

        return true;
    }

    private bool TryCommit(int id)
    {
        ref Edata edata = ref _table[id];
        bool done = _own.Serves(HookCalls.Commit) && _hooks.TryCommit(_table.BaseOf(edata), edata.Size, commit: true);
        edata.IsCommitted |= done;
        return done;
    }
}
