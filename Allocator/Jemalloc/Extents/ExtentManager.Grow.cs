using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Kernel;
using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Extents;

/// <content>Obtaining address space from the system.</content>
internal sealed partial class ExtentManager
{
    private readonly ExponentialGrowth _growth;

    /// <summary>The series of sizes by which retained address space grows.</summary>
    public ExponentialGrowth Growth => _growth;

    /// <summary>Asks for huge pages for what is mapped; null where nobody does.</summary>
    public OversizeThp? Thp { get; set; }

    /// <summary>Which source of pages comes first. (arena.i.dss)</summary>
    public DssPrecedence DssPrecedence { get; set; }

    /// <summary>An extent from retained address space, or new from the system. (ecache_alloc_grow)</summary>
    /// <inheritdoc cref="Alloc"/>
    public int AllocGrow(Tsd? thread, int expand, ulong size, ulong alignment, bool zero)
    {
        bool commit = true;
        int id = AllocRetained(thread, expand, size, alignment, zero, ref commit);
        if (id != EdataTable.Null || (_hooks.Retain && expand != EdataTable.Null))
        {
            return id;
        }

        ulong at = expand == EdataTable.Null ? 0 : _table.PastOf(_table[expand]);
        id = AllocNew(thread, at, size, alignment, zero, ref commit);
        CountMapped(thread, id);
        return id;
    }

    private int AllocRetained(Tsd? thread, int expand, ulong size, ulong alignment, bool zero, ref bool commit)
    {
        _home.GrowMutex.Lock(thread);
        int id = Recycle(thread, _home.Retained, _home.Retained.Eset, expand, size, alignment, zero, ref commit);
        if (id == EdataTable.Null && _hooks.Retain && expand == EdataTable.Null)
        {
            return GrowRetained(thread, size, alignment, zero, ref commit);
        }

        _home.GrowMutex.Unlock(thread);
        CountMapped(thread, id);
        return id;
    }

    private int GrowRetained(Tsd? thread, ulong size, ulong alignment, bool zero, ref bool commit)
    {
        int id = GrowRetainedLocked(thread, size, alignment, ref commit, out ulong mapped, out ulong mappedBytes);
        _home.GrowMutex.Unlock(thread);
        if (id != EdataTable.Null)
        {
            Thp?.Note(thread, mapped, mappedBytes, by => _records.Get(by));
        }

        CountMapped(thread, id);
        if (id != EdataTable.Null && zero && !_table[id].IsZeroed)
        {
            ref Edata edata = ref _table[id];
            _own.Zero(_table.BaseOf(edata), edata.Size);
        }

        return id;
    }

    private int GrowRetainedLocked(Tsd? thread, ulong size, ulong alignment, ref bool commit, out ulong address, out ulong growSize)
    {
        address = growSize = 0;
        ulong minimum = size + ((alignment + _pageSize - 1) & ~(_pageSize - 1)) - _pageSize;
        if (minimum < size || !_growth.TryPrepare(minimum, out growSize, out int skip))
        {
            return EdataTable.Null;
        }

        int id = _records.Get(thread);
        if (id == EdataTable.Null)
        {
            return id;
        }

        bool zeroed = false;
        bool committed = false;
        address = _own.Serves(HookCalls.Alloc) ? SystemAlloc(thread, 0, growSize, _pageSize, ref zeroed, ref committed) : 0;
        if (address == 0)
        {
            _nextSerial += _serials.FailedGrowth ? 1UL : 0;
            _records.Put(thread, id);
            return EdataTable.Null;
        }

        _table[id].Init(
            _home.ArenaIndex, address, growSize, _sizes.Count, _nextSerial++, ExtentState.Active, zeroed, committed, head: true);
        if (!TryRegister(thread, id))
        {
            _hooks.Lose(_table[id].Size);
            _records.Put(thread, id);
            return EdataTable.Null;
        }

        commit |= committed;
        id = SplitGrown(thread, id, size, alignment);
        if (id == EdataTable.Null || (commit && !_table[id].IsCommitted && !CommitGrown(thread, id)))
        {
            return EdataTable.Null;
        }

        _growth.Commit(skip);
        _counts.FromSystem++;
        return id;
    }

    private int SplitGrown(Tsd? thread, int id, ulong size, ulong alignment)
    {
        SplitResult split = SplitInterior(thread, id, size, alignment);
        if (split.Lead != EdataTable.Null)
        {
            CountMapped(thread, split.Wanted == EdataTable.Null ? split.Lead : EdataTable.Null);
            Record(thread, _home.Retained, split.Lead);
        }

        if (split.Trail != EdataTable.Null)
        {
            Record(thread, _home.Retained, split.Trail);
        }

        if (split.Lost != EdataTable.Null)
        {
            _emap.DeregisterBoundary(split.Lost);
            Abandon(thread, _home.Retained, split.Lost);
        }

        return split.Wanted;
    }

    private bool CommitGrown(Tsd? thread, int id)
    {
        if (TryCommit(id))
        {
            return true;
        }

        Record(thread, _home.Retained, id);
        return false;
    }

    /// <summary>An extent of fresh address space, all of what was asked of the system. (extent_alloc_wrapper)</summary>
    /// <param name="thread">The caller.</param>
    /// <param name="at">Where it has to lie, or 0 for anywhere.</param>
    /// <param name="size">Bytes, whole pages.</param>
    /// <param name="alignment">Alignment in bytes.</param>
    /// <param name="zero">Whether it has to read as zero.</param>
    /// <param name="commit">In: whether its pages have to be usable. Out: whether they are.</param>
    /// <returns>Its id, or <see cref="EdataTable.Null"/>.</returns>
    public int AllocNew(Tsd? thread, ulong at, ulong size, ulong alignment, bool zero, ref bool commit)
    {
        int id = _records.Get(thread);
        if (id == EdataTable.Null)
        {
            return id;
        }

        ulong pageAlignment = (alignment + _pageSize - 1) & ~(_pageSize - 1);
        ulong address = _own.Serves(HookCalls.Alloc) ? SystemAlloc(thread, at, size, pageAlignment, ref zero, ref commit) : 0;
        if (address == 0)
        {
            _records.Put(thread, id);
            return EdataTable.Null;
        }

        _table[id].Init(
            _home.ArenaIndex, address, size, _sizes.Count, _nextSerial++, ExtentState.Active, zero, commit, head: _hooks.Retain);
        if (!TryRegister(thread, id))
        {
            LostFresh++;
            _hooks.Lose(_table[id].Size);
            _records.Put(thread, id);
            return EdataTable.Null;
        }

        _table[id].IsCut = true; // Mapped for just this; retained address space grows by what nobody has asked for yet.
        _counts.FromSystem++;
        return id;
    }

    /// <summary>Maps a block for the arena's metadata as hooks of a program's own do it; 0 when that fails. (base_map)</summary>
    public ulong MapMetadata(Tsd? thread, ulong size, ulong alignment)
    {
        bool zero = true;
        bool commit = true;
        return SystemAlloc(thread, 0, size, alignment, ref zero, ref commit);
    }

    private ulong SystemAlloc(Tsd? thread, ulong at, ulong size, ulong alignment, ref bool zero, ref bool commit)
    {
        ulong address = 0;
        EnterLibrary(thread);
        if (DssPrecedence == DssPrecedence.Primary)
        {
            address = DssAlloc(thread, at, size, alignment, zero, ref commit);
        }

        if (address == 0)
        {
            address = _hooks.Map(at, size, alignment, ref commit);
            zero |= address != 0 && commit;
        }

        if (address == 0 && DssPrecedence == DssPrecedence.Secondary)
        {
            address = DssAlloc(thread, at, size, alignment, zero, ref commit);
        }

        _hooks.AdviseThp(address, size);
        return address;
    }

    private ulong DssAlloc(Tsd? thread, ulong at, ulong size, ulong alignment, bool zero, ref bool commit)
    {
        if ((long)size < 0)
        {
            return 0;
        }

        int gap = _records.Get(thread);
        if (gap == EdataTable.Null)
        {
            return 0;
        }

        ulong address = _hooks.Dss.TryExtend(
            at, size, alignment, _pageSize, out ulong gapAddress, out ulong gapSize, out bool gapDescribed);
        if (gapDescribed)
        {
            _table[gap].Init(
                _home.ArenaIndex, gapAddress, gapSize, _sizes.Count, _nextSerial++, ExtentState.Active, zeroed: false, committed: true, head: _hooks.Retain);
        }

        if (address == 0 || gapSize == 0)
        {
            _records.Put(thread, gap);
        }
        else
        {
            DallocGap(thread, gap);
        }

        if (address != 0)
        {
            if (!commit)
            {
                commit = !_hooks.TryCommit(address, size, commit: false);
            }

            bool isZeroed = zero && commit;
            _nextSerial += isZeroed && _serials.ZeroedBreak ? 1UL : 0;
            if (isZeroed && !(_own.Serves(HookCalls.PurgeForced) && _hooks.TryPurgeForced(address, size)))
            {
                _hooks.Write(address, size);
            }
        }

        return address;
    }

    private void DallocGap(Tsd? thread, int gap)
    {
        if (!TryRegister(thread, gap))
        {
            _hooks.Lose(_table[gap].Size);
            _records.Put(thread, gap);
            return;
        }

        CountMapped(thread, gap);
        Dalloc(thread, gap);
    }
}
