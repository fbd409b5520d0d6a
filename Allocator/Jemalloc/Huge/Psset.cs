using AllocSim.Allocator.Jemalloc.Extents.Heaps;
using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Allocator.Jemalloc.Stats;

namespace AllocSim.Allocator.Jemalloc.Huge;

/// <summary>The page slabs of an arena, by what they are good for next: an extent, a purge, becoming huge.</summary>
/// <remarks>
/// A page slab changes between <see cref="BeginUpdate"/>, which takes it out of everything but its turn to become huge, and <see cref="EndUpdate"/>, which puts it where it then belongs.
/// Source: jemalloc 5.3.0, `src/psset.c`.
/// </remarks>
internal sealed class Psset
{
    private readonly SizeClasses _sizes;
    private readonly HpaShardStats _stats;
    private readonly RecordTable<HpdataNode> _nodes;
    private readonly PairingHeap<HpdataNode, ByAge>[] _byLongestRun;
    private readonly List<Hpdata> _slabs = [];
    private readonly OccupancySet _occupied;
    private readonly LinkedList<Hpdata> _empty = new();
    private readonly LinkedList<Hpdata>[] _toPurge;
    private readonly LinkedList<Hpdata> _toHugify = new();

    /// <summary>Makes a set without page slabs.</summary>
    /// <param name="sizes">Size classes.</param>
    /// <param name="stats">Where groups of page slabs are counted.</param>
    /// <param name="heaps">How heaps rearrange themselves.</param>
    public Psset(SizeClasses sizes, HpaShardStats stats, HeapHabits heaps)
    {
        _nodes = new RecordTable<HpdataNode>(heaps);
        _sizes = sizes;
        _stats = stats;
        int classes = HpaShardStats.ClassCount(sizes);
        _occupied = new OccupancySet(classes);
        _byLongestRun = new PairingHeap<HpdataNode, ByAge>[classes];
        _toPurge = [.. Enumerable.Range(0, 2 * classes).Select(_ => new LinkedList<Hpdata>())];
    }

    /// <summary>All page slabs, in the order in which they came.</summary>
    public IReadOnlyList<Hpdata> PageSlabs => _slabs;

    /// <summary>The page slab with a number.</summary>
    public Hpdata this[int index] => _slabs[index - 1];

    /// <summary>Pages in extents.</summary>
    public ulong ActivePages { get; private set; }

    /// <summary>Dirty pages.</summary>
    public ulong DirtyPages { get; private set; }

    /// <summary>The page slab to make huge next, or null.</summary>
    public Hpdata? ToHugify => _toHugify.First?.Value;

    /// <summary>The page slab for an extent of a size: of those with the shortest run that will do the oldest, else the one that became empty last; null for none. (psset_pick_alloc)</summary>
    /// <remarks>5.3.1 also looks into the class below, but compares pages with bytes and finds nothing there.</remarks>
    public Hpdata? PickForAlloc(ulong size)
    {
        int pind = _occupied.Next(_sizes.PageSizeToIndex(_sizes.PageSizeCeiling(size)));
        return pind < _byLongestRun.Length ? this[_byLongestRun[pind].First(_nodes)] : _empty.First?.Value;
    }

    /// <summary>The page slab to purge next, or null. (psset_pick_purge)</summary>
    /// <param name="nowNs">Only those that may be purged at this time; null for all.</param>
    public Hpdata? PickForPurge(long? nowNs = null)
    {
        for (int i = _toPurge.Length - 1; i >= 0; i--)
        {
            if (_toPurge[i].First is { } first && (nowNs is null || first.Value.PurgeAllowedFromNs <= nowNs))
            {
                return first.Value;
            }
        }

        return null;
    }

    /// <summary>A new page slab. (psset_insert)</summary>
    public void Insert(Hpdata slab)
    {
        _slabs.Add(slab);
        _nodes.Add();
        EndUpdate(slab);
    }

    /// <summary>A page slab is given up. (psset_remove)</summary>
    public void Remove(Hpdata slab)
    {
        BeginUpdate(slab);
        slab.HugifyNode.List?.Remove(slab.HugifyNode);
    }

    /// <summary>When a page slab was last taken into use while empty, counted in such events of the arena; the oldest is used first. Set while it is empty only.</summary>
    public ref ulong AgeOf(Hpdata slab) => ref _nodes[slab.Index].Age;

    /// <summary>A page slab is about to change.</summary>
    public void BeginUpdate(Hpdata slab)
    {
        Count(slab, isLeaving: true);
        if (!slab.IsOffered)
        {
            // It is being purged.
        }
        else if (slab.IsEmpty)
        {
            _empty.Remove(slab.EmptyNode);
        }
        else if (!slab.IsFull)
        {
            int pind = RunClass(slab.LongestFreeRun);
            _byLongestRun[pind].Remove(_nodes, slab.Index);
            if (_byLongestRun[pind].IsEmpty)
            {
                _occupied.Clear(pind);
            }
        }

        slab.IsOffered = false;

        // Also from the list that it will go back to: there it goes to the end, so that the longest unchanged is purged first.
        slab.PurgeNode.List?.Remove(slab.PurgeNode);
    }

    /// <summary>A page slab has changed.</summary>
    public void EndUpdate(Hpdata slab)
    {
        Count(slab, isLeaving: false);
        slab.IsOffered = slab.IsAllocAllowed;
        if (!slab.IsOffered)
        {
            // Nothing is to be cut from it.
        }
        else if (slab.IsEmpty)
        {
            _empty.AddFirst(slab.EmptyNode);
        }
        else if (!slab.IsFull)
        {
            int pind = RunClass(slab.LongestFreeRun);
            _byLongestRun[pind].Insert(_nodes, slab.Index);
            _occupied.Set(pind);
        }

        if (slab.IsPurgeAllowed)
        {
            _toPurge[PurgeClass(slab)].AddLast(slab.PurgeNode);
        }

        bool isQueued = slab.HugifyNode.List is not null;
        if (slab.IsHugifyAllowed && !isQueued)
        {
            _toHugify.AddLast(slab.HugifyNode);
        }
        else if (!slab.IsHugifyAllowed && isQueued)
        {
            _toHugify.Remove(slab.HugifyNode);
        }
    }

    private int RunClass(int pages) => _sizes.PageSizeToIndex(_sizes.PageSizeFloor((ulong)pages << _sizes.LgPage));

    // Later is sooner: empty ones before all others, of these the huge first; else by dirty pages, those that are not huge first. (psset_purge_list_ind)
    private int PurgeClass(Hpdata slab)
        => slab.IsEmpty
            ? _toPurge.Length - (slab.IsHuge ? 1 : 2)
            : (2 * RunClass(slab.DirtyPages)) + (slab.IsHuge ? 0 : 1);

    private void Count(Hpdata slab, bool isLeaving)
    {
        ref PageSlabStats group = ref GroupOf(slab);
        ulong sign = isLeaving ? ulong.MaxValue : 1;
        unchecked
        {
            ulong active = sign * (ulong)slab.ActivePages;
            ulong dirty = sign * (ulong)slab.DirtyPages;
            group.Npageslabs += sign;
            group.Nactive += active;
            group.Ndirty += dirty;
            ActivePages += active;
            DirtyPages += dirty;
        }
    }

    private ref PageSlabStats GroupOf(Hpdata slab)
    {
        int huge = slab.IsHuge ? 1 : 0;
        if (slab.IsEmpty)
        {
            return ref _stats.EmptySlabs[huge];
        }

        if (slab.IsFull)
        {
            return ref _stats.FullSlabs[huge];
        }

        return ref _stats.NonfullSlabs[(2 * RunClass(slab.LongestFreeRun)) + huge];
    }
}
