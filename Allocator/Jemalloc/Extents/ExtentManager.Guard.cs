using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Threads;
using AllocSim.Simulator.Operations;

namespace AllocSim.Allocator.Jemalloc.Extents;

/// <content>Extents with guard pages: pages without access beside them, on which a program dies that runs past the end. Source: jemalloc 5.3.0, `src/san.c`.</content>
internal sealed partial class ExtentManager
{
    /// <summary>A guarded extent out of a cache, the lock for obtaining address space held where it is the retained one. (ecache_alloc, ecache_alloc_grow)</summary>
    /// <param name="thread">The caller.</param>
    /// <param name="cache">Where to look.</param>
    /// <param name="size">Bytes without guard pages; no other size will do.</param>
    /// <param name="zero">Whether it has to read as zero.</param>
    /// <returns>Its id, or <see cref="EdataTable.Null"/>.</returns>
    public int AllocGuarded(Tsd? thread, Ecache cache, ulong size, bool zero)
    {
        bool commit = true;
        bool isGrowing = cache == _home.Retained;
        if (isGrowing)
        {
            _home.GrowMutex.Lock(thread);
        }

        int id = Recycle(thread, cache, cache.GuardedEset!, EdataTable.Null, size, _pageSize, zero, ref commit);
        if (isGrowing)
        {
            _home.GrowMutex.Unlock(thread);
            CountMapped(thread, id);
        }

        return id;
    }

    /// <summary>Turns the last page of an extent in use, or the first and the last, into guard pages; what is left is the extent. (san_guard_pages)</summary>
    public void Guard(Tsd? thread, int id, bool isTwoSided)
    {
        ref Edata edata = ref _table[id];
        _emap.DeregisterBoundary(id);
        ulong first = _table.BaseOf(edata);
        _hooks.MarkGuards(isTwoSided ? first : 0, _table.LastOf(edata));
        edata.Address = isTwoSided ? first + _pageSize : first;
        edata.Size -= isTwoSided ? 2 * _pageSize : _pageSize;
        edata.IsGuarded = true;
        _ = TryRegister(thread, id);
    }

    /// <summary>Makes both guard pages of an extent in use ordinary pages of it. (san_unguard_pages_two_sided)</summary>
    public void Unguard(Tsd? thread, int id)
    {
        _emap.DeregisterBoundary(id);
        RemoveGuards(id, isTwoSided: true);
        _ = TryRegister(thread, id);
    }

    /// <summary>Makes sure that a fresh slab out of a bump region can be used; false: it cannot, and is among the retained extents.</summary>
    public bool TryUseFresh(Tsd? thread, int id, bool zero)
    {
        if (TryCommitAndZero(id, commit: true, zero))
        {
            CountMapped(thread, id);
            return true;
        }

        Record(thread, _home.Retained, id);
        return false;
    }

    /// <summary>A slab came out of a bump region that had been there before.</summary>
    public void CountFromRegion() => _counts.FromRetained++;

    // Page classes may hold several sizes of slabs where slab_sizes gave sizes between two classes.
    private int FitGuarded(Eset set, ulong size)
    {
        int id = set.Fit(size, _pageSize, exactOnly: true, NoLimit);
        if (id != EdataTable.Null && _table[id].Size != size)
        {
            throw new TraceFormatException(
                $"operation {_hooks.OperationIndex}: for a guarded slab of {size / _pageSize} pages jemalloc 5.3.0 would cut up one of {_table[id].Size / _pageSize}, which corrupts its records; let slab_sizes give numbers of pages that are page classes, such as 16 or 20");
        }

        return id;
    }

    private void RemoveGuards(int id, bool isTwoSided)
    {
        ref Edata edata = ref _table[id];
        ulong first = _table.BaseOf(edata);
        ulong head = isTwoSided ? first - _pageSize : 0;
        _hooks.UnmarkGuards(head, _table.PastOf(edata), _sizes.LargeMin);
        edata.Address = isTwoSided ? head : first;
        edata.Size += isTwoSided ? 2 * _pageSize : _pageSize;
        edata.IsGuarded = false;
    }
}
