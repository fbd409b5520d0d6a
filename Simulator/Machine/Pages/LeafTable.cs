namespace AllocSim.Simulator.Machine.Pages;

/// <summary>The leaves of one range of addresses, in a table that grows as far as the range is used: a machine is made in microseconds, and mapped memory costs where it is.</summary>
internal sealed class LeafTable
{
    private const int SmallestTable = 8;

    private readonly PageLeaf _nothing;
    private readonly ulong _leafCount;
    private readonly bool _growsDown;

    /// <summary>Makes an empty table.</summary>
    /// <param name="nothing">Stands for every leaf that was never needed.</param>
    /// <param name="first">Number of the first leaf of the range: its address divided by the bytes that a leaf describes.</param>
    /// <param name="last">Number of the last one.</param>
    /// <param name="growsDown">Whether the range is used from its end on.</param>
    public LeafTable(PageLeaf nothing, ulong first, ulong last, bool growsDown)
    {
        _nothing = nothing;
        _leafCount = last - first + 1;
        _growsDown = growsDown;
        Origin = growsDown ? last : first;
    }

    /// <summary>Number of the leaf at index 0. Where the range is used from its end on, index 1 is the leaf below it.</summary>
    public ulong Origin { get; }

    /// <summary>The leaves, as far as the table goes.</summary>
    public PageLeaf[] Leaves { get; private set; } = [];

    /// <summary>A leaf by its number; that which stands for nothing where none was needed.</summary>
    public PageLeaf Find(ulong leaf)
    {
        ulong index = IndexOf(leaf);
        return index < (ulong)Leaves.Length ? Leaves[index] : _nothing;
    }

    /// <summary>A leaf by its number, made where there was none; null outside the range.</summary>
    public PageLeaf? Need(ulong leaf)
    {
        ulong index = IndexOf(leaf);
        if (index >= _leafCount)
        {
            return null;
        }

        if (index >= (ulong)Leaves.Length)
        {
            Grow(index);
        }

        if (ReferenceEquals(Leaves[index], _nothing))
        {
            Leaves[index] = new PageLeaf();
        }

        return Leaves[index];
    }

    /// <summary>The leaves that were needed, by address, with their numbers.</summary>
    public IEnumerable<(ulong Number, PageLeaf Leaf)> ByAddress()
    {
        for (int i = 0; i < Leaves.Length; i++)
        {
            int index = _growsDown ? Leaves.Length - 1 - i : i;
            if (!ReferenceEquals(Leaves[index], _nothing))
            {
                yield return (_growsDown ? Origin - (ulong)index : Origin + (ulong)index, Leaves[index]);
            }
        }
    }

    private ulong IndexOf(ulong leaf) => unchecked(_growsDown ? Origin - leaf : leaf - Origin);

    private void Grow(ulong index)
    {
        int length = (int)Math.Min(Math.Max(index + 1, (ulong)Math.Max(Leaves.Length * 2, SmallestTable)), _leafCount);
        PageLeaf[] grown = new PageLeaf[length];
        Leaves.CopyTo(grown, 0);
        grown.AsSpan(Leaves.Length).Fill(_nothing);
        Leaves = grown;
    }
}
