namespace AllocSim.Allocator.Jemalloc.Sizes;

/// <summary>The build-time choices from which jemalloc generates its size classes. All are base-two logarithms.</summary>
/// <remarks>jemalloc 5.3.0, `include/jemalloc/internal/sc.h` and `quantum.h`.</remarks>
public sealed record SizeClassGeometry
{
    /// <summary>Bits of an address; the largest class stays below half of the address range.</summary>
    public const int PointerBits = 64;

    /// <summary>log2 of the largest size that is looked up in a table rather than computed. (SC_LG_MAX_LOOKUP)</summary>
    public const int LgLookupMax = 12;

    /// <summary>log2 of the smallest alignment of an ordinary object, bytes. 3 to 6, default 4. (LG_QUANTUM)</summary>
    public int LgQuantum { get; init; } = 4;

    /// <summary>log2 of the smallest class, bytes. 1 to <see cref="LgQuantum"/>, default 3. (SC_LG_TINY_MIN)</summary>
    public int LgTinyMin { get; init; } = 3;

    /// <summary>log2 of the number of classes in each doubling of size. 0 to 4, default 2. (SC_LG_NGROUP)</summary>
    public int LgGroup { get; init; } = 2;

    /// <summary>log2 of the page size, bytes. 12 to 16, default 12. (LG_PAGE)</summary>
    public int LgPage { get; init; } = 12;

    /// <summary>Most regions that a slab's bitmap can describe. (BITMAP_MAXBITS)</summary>
    /// <param name="classCount">Number of size classes; the bitmap type also serves sets of classes.</param>
    public int MaxRegions(int classCount) => 1 << Math.Max(LgPage - LgTinyMin, Log2Ceiling((ulong)classCount));

    /// <summary>Rejects combinations that jemalloc does not compile with.</summary>
    /// <exception cref="ArgumentException">A value is out of range, or the classes that the lookup table covers would not all be small.</exception>
    public void Validate()
    {
        Check(nameof(LgQuantum), LgQuantum, 3, 6);
        Check(nameof(LgTinyMin), LgTinyMin, 1, LgQuantum);
        Check(nameof(LgGroup), LgGroup, 0, 4);
        Check(nameof(LgPage), LgPage, 12, 16);
        if (LgPage + LgGroup <= LgLookupMax)
        {
            throw new ArgumentException($"{nameof(LgGroup)} {LgGroup} with pages of {1 << LgPage} B makes classes of {1 << LgLookupMax} B large; it must be at least 1");
        }
    }

    internal static int Log2Ceiling(ulong value) => value <= 1 ? 0 : 64 - System.Numerics.BitOperations.LeadingZeroCount(value - 1);

    private static void Check(string name, int value, int low, int high)
    {
        if (value < low || value > high)
        {
            throw new ArgumentException($"{name} is {value}; it must lie between {low} and {high}");
        }
    }
}
