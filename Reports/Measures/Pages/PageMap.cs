using System.Runtime.CompilerServices;

namespace AllocSim.Reports.Measures.Pages;

/// <summary>A value for each page that was ever used, in leaves of 8192 pages.</summary>
/// <typeparam name="T">The value; its default stands for pages that were never used.</typeparam>
/// <remarks>A page's leaf is mostly that of the page before. If not it is looked for among the near ones, of which there is room for twice as many as were met: those of a heap in one piece never share a place.</remarks>
internal sealed class PageMap<T>
    where T : unmanaged
{
    private const int LeafPagesLog2 = 13;
    private const int LeafPages = 1 << LeafPagesLog2;
    private const int NearLeavesMin = 16;
    private const int NearLeavesMax = 1 << 16;

    private readonly List<(ulong Key, T[] Leaf)> _leaves = [];
    private readonly Dictionary<ulong, T[]> _byKey = [];
    private (ulong Key, T[]? Leaf)[] _near = new (ulong, T[]?)[NearLeavesMin];
    private ulong _lastKey = ulong.MaxValue;
    private T[] _last = [];

    /// <summary>The value of a page.</summary>
    /// <param name="page">Its number: its address divided by the page size.</param>
    public ref T this[ulong page]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            ulong key = page >> LeafPagesLog2;
            return ref (key == _lastKey ? _last : Find(key))[(int)page & (LeafPages - 1)];
        }
    }

    /// <summary>Number of each leaf's first page, and its values, by address.</summary>
    public IEnumerable<(ulong FirstPage, T[] Values)> Leaves => _leaves.Select(leaf => (leaf.Key << LeafPagesLog2, leaf.Leaf));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref (ulong Key, T[]? Leaf) NearPlace(ulong key)
    {
        (ulong Key, T[]? Leaf)[] near = _near;
        return ref near[(int)key & (near.Length - 1)];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private T[] Find(ulong key)
    {
        ref (ulong Key, T[]? Leaf) near = ref NearPlace(key);
        _last = near.Key == key && near.Leaf is { } leaf ? leaf : Leaf(key);
        _lastKey = key;
        return _last;
    }

    private T[] Leaf(ulong key)
    {
        if (!_byKey.TryGetValue(key, out T[]? leaf))
        {
            leaf = NewLeaf(key);
        }

        NearPlace(key) = (key, leaf);
        return leaf;
    }

    private T[] NewLeaf(ulong key)
    {
        T[] leaf = new T[LeafPages];
        _byKey.Add(key, leaf);
        int place = _leaves.Count;
        while (place > 0 && _leaves[place - 1].Key > key)
        {
            place--;
        }

        _leaves.Insert(place, (key, leaf));
        if (_leaves.Count * 2 > _near.Length && _near.Length < NearLeavesMax)
        {
            _near = new (ulong, T[]?)[_near.Length * 2];
        }

        return leaf;
    }
}
