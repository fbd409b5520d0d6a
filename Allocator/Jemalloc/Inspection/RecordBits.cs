namespace AllocSim.Allocator.Jemalloc.Inspection;

/// <summary>The fields of an extent's bit word, e_bits, from bit 0 up.</summary>
/// <param name="Fields">Each field's name and width in bits.</param>
/// <param name="HasMapState">Whether an element of the page map tells state and head of a mapping, too.</param>
/// <remarks>Sources: jemalloc 5.3.0, `include/jemalloc/internal/edata.h`; 5.2.1 and 5.1.0, `extent_structs.h`.</remarks>
public sealed record RecordBits(IReadOnlyList<(string Name, int Width)> Fields, bool HasMapState)
{
    private const int ArenaBits = 12;
    private const int WordBits = 64;

    /// <summary>extent_t of 5.2.1. The serial has what the other fields leave.</summary>
    /// <param name="lgPage">Logarithm of the page size.</param>
    /// <param name="sizeClasses">Number of size classes.</param>
    public static RecordBits Of521(int lgPage, int sizeClasses)
        => WithSerial([.. Older(lgPage, sizeClasses), ("bin_shard", 6), ("is_head", 1)]);

    /// <summary>extent_t of 5.1.0. The serial has what the other fields leave.</summary>
    /// <param name="lgPage">Logarithm of the page size.</param>
    /// <param name="sizeClasses">Number of size classes.</param>
    public static RecordBits Of510(int lgPage, int sizeClasses) => WithSerial(Older(lgPage, sizeClasses));

    /// <summary>edata_t of 5.3.0.</summary>
    /// <param name="lgPage">Logarithm of the page size: a slab has at most 2^(lgPage - 3) regions.</param>
    /// <param name="sizeClasses">Number of size classes, which is the value for none.</param>
    public static RecordBits Of530(int lgPage, int sizeClasses) => new(
        [("arena_ind", ArenaBits), ("slab", 1), ("committed", 1), ("pai", 1), ("zeroed", 1), ("guarded", 1), ("state", 3), ("szind", LgCeiling(sizeClasses)), ("nfree", NfreeBits(lgPage)), ("bin_shard", 6), ("is_head", 1)], true);

    /// <summary>What the library calls the record.</summary>
    public string RecordName => HasMapState ? "edata_t" : "extent_t";

    /// <summary>Lowest bit of a field; -1 for one that the record does not have.</summary>
    public int ShiftOf(string field)
    {
        int shift = 0;
        foreach ((string name, int width) in Fields)
        {
            if (name == field)
            {
                return shift;
            }

            shift += width;
        }

        return -1;
    }

    /// <summary>The word for values of its fields; what a field has no room for is cut off, as the library's masks do.</summary>
    public ulong Pack(Func<string, ulong> valueOf)
    {
        ulong word = 0;
        int shift = 0;
        foreach ((string name, int width) in Fields)
        {
            word |= (valueOf(name) & ((1UL << width) - 1)) << shift;
            shift += width;
        }

        return word;
    }

    /// <summary>Bits that number so many values.</summary>
    public static int LgCeiling(int count) => count <= 1 ? 0 : int.Log2(count - 1) + 1;

    private static int NfreeBits(int lgPage) => lgPage - 3 + 1;

    private static List<(string Name, int Width)> Older(int lgPage, int sizeClasses)
        => [("arena_ind", ArenaBits), ("slab", 1), ("committed", 1), ("dumpable", 1), ("zeroed", 1), ("state", 2), ("szind", LgCeiling(sizeClasses)), ("nfree", NfreeBits(lgPage))];

    private static RecordBits WithSerial(List<(string Name, int Width)> fields) => new([.. fields, ("sn", WordBits - fields.Sum(field => field.Width))], false);
}
