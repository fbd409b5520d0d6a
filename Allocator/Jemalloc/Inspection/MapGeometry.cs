namespace AllocSim.Allocator.Jemalloc.Inspection;

/// <summary>The constants of a page map, as jemalloc derives them from the width of addresses, the page and the pointer.</summary>
/// <param name="LgVaddr">Significant bits of an address.</param>
/// <param name="LgPage">Logarithm of the page size.</param>
/// <param name="LgPointer">Logarithm of the size of a pointer.</param>
/// <remarks>Source: jemalloc 5.3.0, `include/jemalloc/internal/rtree.h`.</remarks>
public sealed record MapGeometry(int LgVaddr, int LgPage, int LgPointer)
{
    private const int OneLevelBits = 10;
    private const int TwoLevelsBits = 36;
    private const int SizeClassBits = 8;

    /// <summary>Bits of a pointer.</summary>
    public int PointerBits => 1 << (LgPointer + 3);

    /// <summary>High bits of a key that are no part of an address. (RTREE_NHIB)</summary>
    public int HighBits => PointerBits - LgVaddr;

    /// <summary>Low bits of a key that lie within a page. (RTREE_NLIB)</summary>
    public int LowBits => LgPage;

    /// <summary>Bits of a key that tell pages apart. (RTREE_NSB)</summary>
    public int SignificantBits => LgVaddr - LgPage;

    /// <summary>Levels. (RTREE_HEIGHT)</summary>
    public int Height => SignificantBits <= OneLevelBits ? 1 : SignificantBits <= TwoLevelsBits ? 2 : 3;

    /// <summary>Whether an element of a leaf is one word: where the bits above an address number the size classes. (RTREE_LEAF_COMPACT)</summary>
    public bool IsCompact => LgPointer == 3 && HighBits >= SizeClassBits;

    /// <summary>Bits that a level takes; what does not divide evenly goes to the lower levels, the leaf first.</summary>
    public int BitsOf(int level)
    {
        int rest = SignificantBits % Height;
        return (SignificantBits / Height) + (level >= Height - rest ? 1 : 0);
    }

    /// <summary>Bits of a key above the end of a level's part.</summary>
    public int CumulativeBitsOf(int level)
    {
        int bits = HighBits;
        for (int i = 0; i <= level; i++)
        {
            bits += BitsOf(i);
        }

        return bits;
    }

    /// <summary>Bytes of a leaf's element: a word where it is compact, otherwise a pointer and a word.</summary>
    public ulong LeafElementBytes => IsCompact ? 8UL : 2UL << LgPointer;

    /// <summary>Bytes of the root.</summary>
    public ulong RootBytes => (Height == 1 ? LeafElementBytes : 1UL << LgPointer) << BitsOf(0);

    /// <summary>Bytes of address space that a leaf describes.</summary>
    public ulong LeafCovers => 1UL << (BitsOf(Height - 1) + LgPage);

    /// <summary>Index of an address in a node of a level.</summary>
    public ulong Subkey(ulong key, int level) => (key >> (PointerBits - CumulativeBitsOf(level))) & ((1UL << BitsOf(level)) - 1);
}
