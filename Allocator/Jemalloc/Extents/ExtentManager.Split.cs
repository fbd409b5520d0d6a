using AllocSim.Allocator.Jemalloc.Contended;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Kernel;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Extents;

/// <content>Cutting extents apart and joining them.</content>
internal sealed partial class ExtentManager
{
    /// <summary>Cuts an extent in two. (extent_split_wrapper)</summary>
    /// <returns>The rear part, or <see cref="EdataTable.Null"/> when there is no record for it or the hooks do not have it so.</returns>
    public int Split(Tsd? thread, int id, ulong leadSize, ulong trailSize)
    {
        if (_own.Lacks(HookCalls.Split))
        {
            return EdataTable.Null;
        }

        int trail = _records.Get(thread);
        if (trail == EdataTable.Null)
        {
            return EdataTable.Null;
        }

        ref Edata edata = ref _table[id];
        _table[trail].Init(
            edata.Arena, _table.BaseOf(edata) + leadSize, trailSize, _sizes.Count, edata.Serial, edata.State, edata.IsZeroed, edata.IsCommitted, head: false);
        if (!_emap.TryPrepareSplit(thread, id, leadSize, trail) || !_own.Serves(HookCalls.Split))
        {
            _records.Put(thread, trail);
            return EdataTable.Null;
        }

        _hooks.Charge(JemallocCost.ExtentSplit);
        edata.Size = leadSize;
        _emap.CommitSplit(id, trail);
        return trail;
    }

    /// <summary>Joins two neighbours into the first. (extent_merge_wrapper)</summary>
    /// <returns>False: they may not be joined.</returns>
    public bool TryMerge(Tsd? thread, int a, int b)
    {
        if (!_own.Serves(HookCalls.Merge))
        {
            return false;
        }

        if (_hooks.MergeAsksWho)
        {
            EnterLibrary(thread);
        }

        ref Edata first = ref _table[a];
        ref Edata second = ref _table[b];
        if (!_hooks.Dss.CanMerge(_table.BaseOf(first), _table.BaseOf(second)))
        {
            return false;
        }

        _hooks.Charge(JemallocCost.ExtentMerge);
        ulong leadLast = _table.LastOf(first);
        ulong trailFirst = _table.BaseOf(second);
        first.State = ExtentState.Active;
        first.Size += second.Size;
        first.Serial = Math.Min(first.Serial, second.Serial);
        first.IsZeroed &= second.IsZeroed;
        _emap.CommitMerge(a, leadLast, trailFirst);
        _records.Put(thread, b);
        return true;
    }

    // What a hook of a program's own forwards comes to the library as any call does: a thread that begins with a free is set up there, inside the hook. (tsdn_fetch)
    private void EnterLibrary(Tsd? thread)
    {
        if (!_own.AreDefault && thread is { Phase: ThreadPhase.Minimal })
        {
            _hooks.CompletesThread?.Invoke(thread);
        }
    }

    private SplitResult SplitInterior(Tsd? thread, int id, ulong size, ulong alignment)
    {
        ref Edata edata = ref _table[id];
        ulong start = _table.BaseOf(edata);
        ulong pageAlignment = (alignment + _pageSize - 1) & ~(_pageSize - 1);
        ulong leadSize = ((start + pageAlignment - 1) & ~(pageAlignment - 1)) - start;
        ulong trailSize = edata.Size - leadSize - size;
        int lead = EdataTable.Null;
        int trail = EdataTable.Null;
        if (leadSize != 0)
        {
            lead = id;
            id = Split(thread, lead, leadSize, size + trailSize);
            if (id == EdataTable.Null)
            {
                return new SplitResult(EdataTable.Null, EdataTable.Null, EdataTable.Null, lead);
            }
        }

        if (trailSize != 0)
        {
            trail = Split(thread, id, size, trailSize);
            if (trail == EdataTable.Null)
            {
                return new SplitResult(EdataTable.Null, lead, EdataTable.Null, id);
            }
        }

        return new SplitResult(id, lead, trail, EdataTable.Null);
    }
}
