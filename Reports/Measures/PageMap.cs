namespace AllocSim.Reports.Measures;

/// <summary>A value for each page that was ever used, in leaves of 1024 pages.</summary>
/// <typeparam name="T">The value; its default stands for pages that were never used.</typeparam>
internal sealed class PageMap<T>
    where T : unmanaged
{
    private const int LeafPagesLog2 = 10;
    private const int LeafPages = 1 << LeafPagesLog2;

    private readonly SortedDictionary<ulong, T[]> _leaves = [];
    private ulong _lastKey = ulong.MaxValue;
    private T[] _lastLeaf = [];

    /// <summary>The value of a page.</summary>
    /// <param name="page">Its number: its address divided by the page size.</param>
    public ref T this[ulong page]
    {
        get
        {
            ulong key = page >> LeafPagesLog2;
            return ref (key == _lastKey ? _lastLeaf : Leaf(key))[page & (LeafPages - 1)];
        }
    }

    /// <summary>Calls <paramref name="visit"/> with each leaf's first page and values, by address.</summary>
    public void ForEach(Action<ulong, T[]> visit)
    {
        foreach ((ulong key, T[] leaf) in _leaves)
        {
            visit(key << LeafPagesLog2, leaf);
        }
    }

    private T[] Leaf(ulong key)
    {
        if (!_leaves.TryGetValue(key, out T[]? leaf))
        {
            leaf = new T[LeafPages];
            _leaves.Add(key, leaf);
        }

        _lastKey = key;
        return _lastLeaf = leaf;
    }
}
