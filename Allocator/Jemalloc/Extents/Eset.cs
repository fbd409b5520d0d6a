using AllocSim.Allocator.Jemalloc.Sizes;

namespace AllocSim.Allocator.Jemalloc.Extents;

/// <summary>A set of unused extents, by page-size class and in order of use.</summary>
/// <remarks>Source: jemalloc 5.3.0, `src/eset.c`.</remarks>
internal sealed class Eset
{
    private readonly EdataTable _table;
    private readonly SizeClasses _sizes;
    private readonly PairingHeap<BySerialAndAddress>[] _heaps;
    private readonly Summary[] _first;
    private readonly ulong[] _counts;
    private readonly ulong[] _bytes;
    private readonly OccupancySet _occupied;

    /// <summary>An empty set.</summary>
    public Eset(EdataTable table, SizeClasses sizes)
    {
        _table = table;
        _sizes = sizes;
        int classes = sizes.PageClassCount + 1;
        _heaps = new PairingHeap<BySerialAndAddress>[classes];
        _first = new Summary[classes];
        _counts = new ulong[classes];
        _bytes = new ulong[classes];
        _occupied = new OccupancySet(classes);
        LeastRecentlyUsed = new EdataList(table);
    }

    /// <summary>Pages in the set.</summary>
    public ulong Pages { get; private set; }

    /// <summary>All extents of the set, the longest unused first.</summary>
    public EdataList LeastRecentlyUsed { get; }

    /// <summary>Extents of a page-size class.</summary>
    public ulong CountOf(int pind) => _counts[pind];

    /// <summary>Bytes in extents of a page-size class.</summary>
    public ulong BytesOf(int pind) => _bytes[pind];

    /// <summary>Appends the extents of a page-size class, in no order that means anything.</summary>
    public void AddTo(List<int> ids, int pind) => _heaps[pind].AddTo(_table, ids);

    /// <summary>Adds an extent.</summary>
    public void Insert(int id)
    {
        ref Edata edata = ref _table[id];
        ulong size = edata.Size;
        int pind = ClassOf(size);
        var summary = new Summary(edata.Serial, edata.Address);
        if (_heaps[pind].IsEmpty)
        {
            _occupied.Set(pind);
            _first[pind] = summary;
        }
        else if (summary.Precedes(_first[pind]))
        {
            _first[pind] = summary;
        }

        _heaps[pind].Insert(_table, id);
        _counts[pind]++;
        _bytes[pind] += size;
        LeastRecentlyUsed.Append(id);
        Pages += size >> _sizes.LgPage;
    }

    /// <summary>Takes out an extent.</summary>
    public void Remove(int id)
    {
        ref Edata edata = ref _table[id];
        ulong size = edata.Size;
        int pind = ClassOf(size);
        _counts[pind]--;
        _bytes[pind] -= size;
        var summary = new Summary(edata.Serial, edata.Address);
        _heaps[pind].Remove(_table, id);
        if (_heaps[pind].IsEmpty)
        {
            _occupied.Clear(pind);
        }
        else if (summary == _first[pind])
        {
            ref Edata first = ref _table[_heaps[pind].First(_table)];
            _first[pind] = new Summary(first.Serial, first.Address);
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
        int pind = _sizes.PageSizeToIndex(_sizes.PageSizeCeiling(size));
        if (exactOnly)
        {
            return _heaps[pind].First(_table);
        }

        lgMaxFit = Math.Min(lgMaxFit, 63);
        int best = EdataTable.Null;
        Summary bestSummary = default;
        for (int i = _occupied.Next(pind); i < _heaps.Length; i = _occupied.Next(i + 1))
        {
            if (_sizes.PageIndexToSize(i) >> lgMaxFit > size)
            {
                break;
            }

            if (best == EdataTable.Null || _first[i].Precedes(bestSummary))
            {
                best = _heaps[i].First(_table);
                bestSummary = _first[i];
            }
        }

        return best;
    }

    // Smaller classes, whose first extent may happen to be aligned well enough.
    private int FitAlignment(ulong minSize, ulong maxSize, ulong alignment)
    {
        int pind = _sizes.PageSizeToIndex(_sizes.PageSizeCeiling(minSize));
        int pindMax = _sizes.PageSizeToIndex(_sizes.PageSizeCeiling(maxSize));
        for (int i = _occupied.Next(pind); i < pindMax; i = _occupied.Next(i + 1))
        {
            int id = _heaps[i].First(_table);
            ref Edata edata = ref _table[id];
            ulong start = _table.BaseOf(edata);
            ulong aligned = (start + alignment - 1) & ~(alignment - 1);
            if (start > aligned || start + edata.Size <= aligned)
            {
                continue;
            }

            if (edata.Size - (aligned - start) >= minSize)
            {
                return id;
            }
        }

        return EdataTable.Null;
    }

    private int ClassOf(ulong size) => _sizes.PageSizeToIndex(_sizes.PageSizeFloor(size));

    private readonly record struct Summary(ulong Serial, ulong Address)
    {
        public bool Precedes(in Summary other) => Serial != other.Serial ? Serial < other.Serial : Address < other.Address;
    }
}
