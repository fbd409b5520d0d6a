using System.Runtime.CompilerServices;
using AllocSim.Allocator.Jemalloc.Extents.Neighbours;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Extents.PageMap;

/// <summary>What the page map says of extents: their boundaries always, the inner pages of slabs too.</summary>
/// <remarks>Source: jemalloc 5.3.0, `src/emap.c`.</remarks>
internal sealed class Emap(EdataTable table, Rtree rtree, int noSzind, NeighbourRule neighbours, PageMapHabits habits)
{
    private readonly ulong _pageSize = table.PageMask + 1;

    /// <summary>Merges that did not happen because the unused neighbour was in another state.</summary>
    public ulong BlockedMerges { get; private set; }

    /// <summary>Which neighbours may join.</summary>
    public NeighbourRule Neighbours => neighbours;

    /// <summary>What is noted beside.</summary>
    public PageMapHabits Habits => habits;

    /// <summary>The map itself.</summary>
    public Rtree Rtree => rtree;

    /// <summary>The extent that holds a live object.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Lookup(ulong address) => Rtree.Edata(rtree.LookUp(address));

    /// <summary>Sets the state in the record and at the boundaries.</summary>
    public void UpdateState(int id, ExtentState state)
    {
        ref Edata edata = ref table[id];
        edata.State = state;
        edata.IsCut = false;
        ulong first = table.BaseOf(edata);
        ulong element = Rtree.WithState(rtree.Read(first), state);
        rtree.Write(first, element);
        if (edata.Size != _pageSize)
        {
            ulong last = table.LastOf(edata);
            rtree.Write(last, neighbours.LastElement(element, rtree, last));
        }
    }

    /// <summary>Claims an unused neighbour of the wanted state for merging; <see cref="EdataTable.Null"/> when there is none to have.</summary>
    /// <param name="id">The extent that wants it.</param>
    /// <param name="wanted">State that the neighbour must be in.</param>
    /// <param name="forward">The one behind rather than the one before.</param>
    /// <param name="expanding">Whether an extent in use is growing: commitment may then differ.</param>
    /// <param name="eager">Whether a large extent is being freed and merged at once.</param>
    public int TryAcquireNeighbor(int id, ExtentState wanted, bool forward, bool expanding = false, bool eager = false)
    {
        ref Edata edata = ref table[id];
        ulong address = forward ? table.PastOf(edata) : table.BaseOf(edata) - _pageSize;
        ulong element = rtree.TryRead(address);
        int neighbor = Rtree.Edata(element);
        if (neighbor == EdataTable.Null || !neighbours.MayJoin(edata, table[neighbor], element, forward, expanding, eager))
        {
            return EdataTable.Null;
        }

        if (Rtree.State(element) != wanted)
        {
            BlockedMerges += !expanding && Rtree.State(element) is ExtentState.Dirty or ExtentState.Muzzy or ExtentState.Retained ? 1UL : 0;
            return EdataTable.Null;
        }

        UpdateState(neighbor, ExtentState.Merging);
        return neighbor;
    }

    /// <summary>Enters a new extent's boundaries; false when metadata has run out.</summary>
    public bool TryRegisterBoundary(Tsd? thread, int id, int szind, bool slab)
    {
        ref Edata edata = ref table[id];
        if (!rtree.EnsureLeaf(thread, table.BaseOf(edata)) || !rtree.EnsureLeaf(thread, table.LastOf(edata)))
        {
            return false;
        }

        WriteBoundary(id, szind, slab);
        return true;
    }

    /// <summary>Removes an extent's boundaries.</summary>
    public void DeregisterBoundary(int id)
    {
        ref Edata edata = ref table[id];
        ulong cleared = Cleared;
        rtree.Write(table.BaseOf(edata), cleared);
        rtree.Write(table.LastOf(edata), cleared);
    }

    /// <summary>Enters the inner pages of a slab of more than two pages.</summary>
    public void RegisterInterior(int id, int szind) => WriteInterior(id, Rtree.Pack(id, szind, slab: true, head: false, ExtentState.Active));

    /// <summary>Removes the inner pages of a slab.</summary>
    public void DeregisterInterior(int id) => WriteInterior(id, Cleared);

    /// <summary>Notes what an extent in use now holds.</summary>
    public void Remap(int id, int szind, bool slab)
    {
        if (szind == noSzind)
        {
            return;
        }

        ref Edata edata = ref table[id];
        ulong element = Rtree.Pack(id, szind, slab, edata.IsHead, edata.State);
        rtree.Write(edata.Address, element);
        if ((slab || (edata.IsCut && habits.NotesCutsAtBothEnds)) && edata.Size > _pageSize)
        {
            rtree.Write(table.LastOf(edata), element);
        }

        edata.IsCut = false;
    }

    /// <summary>Makes sure that both halves of a coming split can be entered.</summary>
    public bool TryPrepareSplit(Tsd? thread, int lead, ulong leadSize, int trail)
    {
        ulong first = table.BaseOf(table[lead]);
        ref Edata behind = ref table[trail];
        bool hasFront = rtree.EnsureLeaf(thread, first) && rtree.EnsureLeaf(thread, first + leadSize - _pageSize);
        bool hasRear = rtree.EnsureLeaf(thread, table.BaseOf(behind)) && rtree.EnsureLeaf(thread, table.LastOf(behind)); // Looked up also when the front had none.
        return hasFront && hasRear;
    }

    /// <summary>Enters both halves of a split.</summary>
    public void CommitSplit(int lead, int trail)
    {
        WriteBoundary(lead, noSzind, slab: false);
        WriteBoundary(trail, noSzind, slab: false);
        table[lead].IsCut = table[trail].IsCut = true;
    }

    /// <summary>Enters a merged extent; its record already has the new size.</summary>
    /// <param name="lead">The record that stays.</param>
    /// <param name="leadLast">Last page of what it was.</param>
    /// <param name="trailFirst">First page of what was absorbed.</param>
    public void CommitMerge(int lead, ulong leadLast, ulong trailFirst)
    {
        rtree.Write(leadLast, Cleared);
        rtree.Write(trailFirst, Cleared);
        WriteBoundary(lead, noSzind, slab: false);
    }

    private ulong Cleared => Rtree.Pack(EdataTable.Null, noSzind, slab: false, head: false, ExtentState.Active);

    private void WriteBoundary(int id, int szind, bool slab)
    {
        ref Edata edata = ref table[id];
        ulong element = Rtree.Pack(id, szind, slab, edata.IsHead, edata.State);
        rtree.Write(table.BaseOf(edata), element);
        rtree.Write(table.LastOf(edata), element);
    }

    private void WriteInterior(int id, ulong element)
    {
        ref Edata edata = ref table[id];
        rtree.WriteRun(table.BaseOf(edata) + _pageSize, table.LastOf(edata), element);
    }
}
