using AllocSim.Allocator.Jemalloc.Extents.Heaps;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Sizes;

namespace AllocSim.Allocator.Jemalloc.Extents;

/// <summary>A set of unused extents, by page-size class and in order of use.</summary>
/// <remarks>Source: jemalloc 5.3.0, `src/eset.c`.</remarks>
internal sealed class Eset
{
    // Most extents of one class that are looked at one by one. (ESET_ENUMERATE_MAX_NUM)
    private const int SearchMax = 32;

    private readonly EdataTable _table;
    private readonly SizeClasses _sizes;
    private readonly PageClass[] _classes;
    private readonly OccupancySet _occupied;
    private readonly bool _takesSmallest;

    /// <summary>An empty set.</summary>
    /// <param name="table">The records.</param>
    /// <param name="sizes">The size classes.</param>
    /// <param name="takesSmallest">A request is served from the smallest class that holds an extent, or not at all where that is too large for it.</param>
    public Eset(EdataTable table, SizeClasses sizes, bool takesSmallest = false)
    {
        _table = table;
        _sizes = sizes;
        _takesSmallest = takesSmallest;
        _classes = new PageClass[sizes.PageClassCount + 1];
        _occupied = new OccupancySet(_classes.Length);
        LeastRecentlyUsed = new EdataList(table);
    }

    /// <summary>Pages in the set.</summary>
    public ulong Pages { get; private set; }

    /// <summary>All extents of the set, the longest unused first.</summary>
    public EdataList LeastRecentlyUsed { get; }

    /// <summary>Extents of a page-size class.</summary>
    public ulong CountOf(int pind) => _classes[pind].Count;

    /// <summary>Bytes in extents of a page-size class.</summary>
    public ulong BytesOf(int pind) => _classes[pind].Bytes;

    /// <summary>Appends the extents of a page-size class, in no order that means anything.</summary>
    public void AddTo(List<int> ids, int pind) => _classes[pind].Heap.AddTo(_table, ids);

    /// <summary>Adds an extent.</summary>
    public void Insert(int id)
    {
        ref Edata edata = ref _table[id];
        ulong size = edata.Size;
        int pind = _sizes.Extents.Kept(size);
        ref PageClass pageClass = ref _classes[pind];
        var summary = new Summary(edata.Serial, edata.Address);
        if (pageClass.Heap.IsEmpty)
        {
            _occupied.Set(pind);
            pageClass.First = summary;
        }
        else if (summary.Precedes(pageClass.First))
        {
            pageClass.First = summary;
        }

        pageClass.Heap.Insert(_table, id);
        pageClass.Count++;
        pageClass.Bytes += size;
        LeastRecentlyUsed.Append(id);
        Pages += size >> _sizes.LgPage;
    }

    /// <summary>Takes out an extent.</summary>
    public void Remove(int id)
    {
        ref Edata edata = ref _table[id];
        ulong size = edata.Size;
        int pind = _sizes.Extents.Kept(size);
        ref PageClass pageClass = ref _classes[pind];
        pageClass.Count--;
        pageClass.Bytes -= size;
        var summary = new Summary(edata.Serial, edata.Address);
        pageClass.Heap.Remove(_table, id);
        if (pageClass.Heap.IsEmpty)
        {
            _occupied.Clear(pind);
        }
        else if (summary == pageClass.First)
        {
            ref Edata first = ref _table[pageClass.Heap.First(_table)];
            pageClass.First = new Summary(first.Serial, first.Address);
        }

        LeastRecentlyUsed.Remove(id);
        Pages -= size >> _sizes.LgPage;
    }

    /// <summary>An extent that can hold a size at an alignment; <see cref="EdataTable.Null"/> when there is none. It stays in the set.</summary>
    /// <param name="size">Bytes, whole pages.</param>
    /// <param name="alignment">Alignment in bytes.</param>
    /// <param name="exactOnly">Take none of a larger class.</param>
    /// <param name="lgMaxFit">Take none whose class is more than two to this times the size; 64 for no limit.</param>
    public int Fit(ulong size, ulong alignment, bool exactOnly, int lgMaxFit)
    {
        ulong pageSize = (ulong)_sizes.PageSize;
        ulong aligned = (alignment + pageSize - 1) & ~(pageSize - 1);
        ulong maxSize = size + aligned - pageSize;
        if (maxSize < size)
        {
            return EdataTable.Null;
        }

        int id = FirstFit(maxSize, exactOnly, lgMaxFit);
        return id == EdataTable.Null && alignment > pageSize ? FitAlignment(size, maxSize, aligned) : id;
    }

    // Over all classes that fit, the oldest extent, lowest address first.
    private int FirstFit(ulong size, bool exactOnly, int lgMaxFit)
    {
        int pind = _sizes.Extents.Wanted(size);
        int best = EdataTable.Null;
        Summary bestSummary = default;
        if (_sizes.LargeGoByPages)
        {
            int kept = _sizes.Extents.Kept(size);
            if (exactOnly || kept != pind)
            {
                best = FindAmong(kept, size, exactOnly, out bestSummary);
            }
        }

        if (exactOnly)
        {
            return _sizes.LargeGoByPages ? best : _classes[pind].Heap.First(_table);
        }

        lgMaxFit = Math.Min(lgMaxFit, 63);
        for (int i = _occupied.Next(pind); i < _classes.Length; i = _occupied.Next(i + 1))
        {
            if (_sizes.PageIndexToSize(i) >> lgMaxFit > size)
            {
                break;
            }

            ref PageClass pageClass = ref _classes[i];
            if (best == EdataTable.Null || pageClass.First.Precedes(bestSummary))
            {
                best = pageClass.Heap.First(_table);
                bestSummary = pageClass.First;
            }

            if (_takesSmallest)
            {
                break;
            }
        }

        return best;
    }

    // Where sizes are whole pages, the class below the one whose every extent fits may have some that do. The library looks at its first few.
    private int FindAmong(int pind, ulong size, bool exactOnly, out Summary bestSummary)
    {
        Span<int> ids = stackalloc int[SearchMax];
        int count = _classes[pind].Heap.Walk(_table, ids);
        int best = EdataTable.Null;
        bestSummary = default;
        foreach (int id in ids[..count])
        {
            ref Edata edata = ref _table[id];
            var summary = new Summary(edata.Serial, edata.Address);
            if ((exactOnly ? edata.Size == size : edata.Size >= size) && (best == EdataTable.Null || summary.Precedes(bestSummary)))
            {
                best = id;
                bestSummary = summary;
            }
        }

        return best;
    }

    private int FindAlignedAmong(int pind, ulong size, ulong alignment)
    {
        Span<int> ids = stackalloc int[SearchMax];
        int count = _classes[pind].Heap.Walk(_table, ids);
        foreach (int id in ids[..count])
        {
            if (HoldsAligned(id, size, alignment))
            {
                return id;
            }
        }

        return EdataTable.Null;
    }

    private bool HoldsAligned(int id, ulong size, ulong alignment)
    {
        ref Edata edata = ref _table[id];
        ulong start = _table.BaseOf(edata);
        ulong aligned = (start + alignment - 1) & ~(alignment - 1);
        return start <= aligned && start + edata.Size > aligned && edata.Size - (aligned - start) >= size;
    }

    // Smaller classes, whose first extent may happen to be aligned well enough.
    private int FitAlignment(ulong minSize, ulong maxSize, ulong alignment)
    {
        int pind = _sizes.Extents.Wanted(minSize);
        int pindMax = _sizes.Extents.Wanted(maxSize);
        int kept = _sizes.Extents.Kept(minSize);
        if (_sizes.LargeGoByPages && kept != pind && FindAlignedAmong(kept, minSize, alignment) is var found and not EdataTable.Null)
        {
            return found;
        }

        for (int i = _occupied.Next(pind); i < pindMax; i = _occupied.Next(i + 1))
        {
            int id = _classes[i].Heap.First(_table);
            if (HoldsAligned(id, minSize, alignment))
            {
                return id;
            }
        }

        return EdataTable.Null;
    }

    private struct PageClass
    {
        public PairingHeap<Edata, BySerialAndAddress> Heap;
        public Summary First;
        public ulong Count;
        public ulong Bytes;
    }

    private readonly record struct Summary(ulong Serial, ulong Address)
    {
        public bool Precedes(in Summary other) => Serial != other.Serial ? Serial < other.Serial : Address < other.Address;
    }
}
