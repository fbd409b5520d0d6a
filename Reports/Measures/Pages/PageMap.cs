using System.Runtime.CompilerServices;

namespace AllocSim.Reports.Measures.Pages;

/// <summary>A value for each page that was ever used, in leaves of 1024 pages.</summary>
/// <typeparam name="T">The value; its default stands for pages that were never used.</typeparam>
/// <remarks>
/// Leaves hang off branches of 4096, and those off a root that grows with the highest address, so that a page is three array reads away wherever it lies; the leaves met last,
/// 256 MiB of a heap, are two away.
/// </remarks>
internal sealed class PageMap<T>
    where T : unmanaged
{
    private const int LeafPagesLog2 = 10;
    private const int LeafPages = 1 << LeafPagesLog2;
    private const int BranchLeavesLog2 = 12;
    private const int BranchLeaves = 1 << BranchLeavesLog2;
    private const int NearLeaves = 64;

    private readonly List<(ulong Key, T[] Leaf)> _leaves = [];
    private T[]?[]?[] _root = [];
    private readonly (ulong Key, T[]? Leaf)[] _near = new (ulong, T[]?)[NearLeaves];

    /// <summary>The value of a page.</summary>
    /// <param name="page">Its number: its address divided by the page size.</param>
    public ref T this[ulong page]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            ulong key = page >> LeafPagesLog2;
            ref (ulong Key, T[]? Leaf) near = ref _near[key & (NearLeaves - 1)];
            return ref (near.Key == key && near.Leaf is { } leaf ? leaf : Leaf(key))[page & (LeafPages - 1)];
        }
    }

    /// <summary>Number of each leaf's first page, and its values, by address.</summary>
    public IEnumerable<(ulong FirstPage, T[] Values)> Leaves => _leaves.Select(leaf => (leaf.Key << LeafPagesLog2, leaf.Leaf));

    private T[] Leaf(ulong key)
    {
        int number = (int)(key >> BranchLeavesLog2);
        if (number >= _root.Length)
        {
            Array.Resize(ref _root, number + 1);
        }

        T[]?[] branch = _root[number] ??= new T[BranchLeaves][];
        T[] leaf = branch[(int)key & (BranchLeaves - 1)] ??= NewLeaf(key);
        _near[key & (NearLeaves - 1)] = (key, leaf);
        return leaf;
    }

    private T[] NewLeaf(ulong key)
    {
        T[] leaf = new T[LeafPages];
        int place = _leaves.Count;
        while (place > 0 && _leaves[place - 1].Key > key)
        {
            place--;
        }

        _leaves.Insert(place, (key, leaf));
        return leaf;
    }
}
