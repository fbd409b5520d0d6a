using System.Runtime.CompilerServices;

namespace AllocSim.Reports.Measures.Pages;

/// <summary>A value for each page that was ever used, in leaves of 1024 pages.</summary>
/// <typeparam name="T">The value; its default stands for pages that were never used.</typeparam>
/// <remarks>Leaves hang off branches of 4096, and those off a root that grows with the highest address, so that a page is three array reads away wherever it lies.</remarks>
internal sealed class PageMap<T>
    where T : unmanaged
{
    private const int LeafPagesLog2 = 10;
    private const int LeafPages = 1 << LeafPagesLog2;
    private const int BranchLeavesLog2 = 12;
    private const int BranchLeaves = 1 << BranchLeavesLog2;

    private T[]?[]?[] _root = [];
    private ulong _lastKey = ulong.MaxValue;
    private T[] _lastLeaf = [];

    /// <summary>The value of a page.</summary>
    /// <param name="page">Its number: its address divided by the page size.</param>
    public ref T this[ulong page]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            ulong key = page >> LeafPagesLog2;
            return ref (key == _lastKey ? _lastLeaf : Leaf(key))[page & (LeafPages - 1)];
        }
    }

    /// <summary>Calls <paramref name="visit"/> with each leaf's first page and values, by address.</summary>
    public void ForEach(Action<ulong, T[]> visit)
    {
        for (int i = 0; i < _root.Length; i++)
        {
            T[]?[] branch = _root[i] ?? [];
            for (int j = 0; j < branch.Length; j++)
            {
                if (branch[j] is { } leaf)
                {
                    visit((((ulong)i << BranchLeavesLog2) + (ulong)j) << LeafPagesLog2, leaf);
                }
            }
        }
    }

    private T[] Leaf(ulong key)
    {
        int number = (int)(key >> BranchLeavesLog2);
        if (number >= _root.Length)
        {
            Array.Resize(ref _root, number + 1);
        }

        T[]?[] branch = _root[number] ??= new T[BranchLeaves][];
        _lastKey = key;
        return _lastLeaf = branch[(int)key & (BranchLeaves - 1)] ??= new T[LeafPages];
    }
}
