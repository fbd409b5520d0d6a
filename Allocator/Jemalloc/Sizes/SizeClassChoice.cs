using System.Globalization;
using System.Numerics;

namespace AllocSim.Allocator.Jemalloc.Sizes;

/// <summary>Which size classes jemalloc is built with: what its build fixes, here to be chosen. The default is a default build.</summary>
/// <remarks>Large classes, and the page classes by which unused extents are sorted, always come from the geometry; a list says what the small ones are.</remarks>
public sealed record SizeClassChoice
{
    /// <summary>Most bytes of a small class.</summary>
    public const ulong SmallLimit = 1 << 20;

    /// <summary>Most small classes: what the lookup table can number.</summary>
    public const int SmallCountLimit = 255;

    /// <summary>A default build's.</summary>
    public static SizeClassChoice Default { get; } = new();

    /// <summary>lg_quantum: log2 of the smallest alignment of ordinary objects. 3 to 6, default 4. (LG_QUANTUM)</summary>
    public int LgQuantum { get; init; } = 4;

    /// <summary>lg_ngroup: log2 of the classes in each doubling of size. 1 to 4, default 2. (SC_LG_NGROUP)</summary>
    public int LgNgroup { get; init; } = 2;

    /// <summary>small_min: the smallest class, bytes: a power of two from 8 to the quantum, default 8. (SC_LG_TINY_MIN)</summary>
    public ulong SmallMin { get; init; } = 8;

    /// <summary>small_max: the largest small class, bytes, one of the classes; 0 for jemalloc's own, the last below 2^lg_ngroup pages.</summary>
    public ulong SmallMax { get; init; }

    /// <summary>list: the small classes, ascending; empty for those of the geometry.</summary>
    public IReadOnlyList<SizeClass> List { get; init; } = [];

    /// <summary>fit: so many small classes are to be fitted to the sizes of a trace; 0 for none, or when that has been done.</summary>
    public int FitCount { get; init; }

    /// <summary>The classes for a machine and the options that concern them.</summary>
    /// <param name="pageSize">Bytes in a page.</param>
    /// <param name="slabSizes">Entries of the option slab_sizes.</param>
    /// <param name="binShards">Entries of the option bin_shards.</param>
    /// <param name="largePad">Bytes added to each large extent.</param>
    /// <param name="slabAlignmentMax">Alignment up to which an aligned request is served from slabs, bytes; null for one page.</param>
    /// <param name="largeGoByPages">Whether large objects are whole pages, not classes.</param>
    public SizeClasses Build(int pageSize, IReadOnlyList<SlabSizeOverride> slabSizes, IReadOnlyList<BinShardOverride> binShards, ulong largePad, ulong? slabAlignmentMax = null, bool largeGoByPages = false)
    {
        ulong alignmentMax = slabAlignmentMax ?? (ulong)pageSize;
        var geometry = Geometry(pageSize);
        var own = SizeClassGenerator.Generate(geometry);
        ulong[] pageClasses = [.. own.Select(c => c.Size).Where(size => size % (ulong)pageSize == 0)];
        if (List.Count == 0 && SmallMax == 0)
        {
            return new SizeClasses(geometry, own, slabSizes, binShards, largePad, pageClasses) { SlabAlignmentMax = alignmentMax, LargeGoByPages = largeGoByPages };
        }

        SizeClass[] small = List.Count > 0 ? [.. List] : SizeClassGenerator.UpTo(geometry, own, SmallMax);
        SizeClass[] large = [.. pageClasses.Where(size => size > small[^1].Size).Select(size => new SizeClass(size, false, 0))];
        return new SizeClasses(geometry, [.. small, .. large], slabSizes, binShards, largePad, pageClasses) { SlabAlignmentMax = alignmentMax, LargeGoByPages = largeGoByPages };
    }

    /// <summary>The largest small class there will be, bytes.</summary>
    public ulong LargestSmall(int pageSize)
        => List.Count > 0 ? List[^1].Size : SmallMax > 0 ? SmallMax : SizeClassGenerator.Generate(Geometry(pageSize)).Last(c => c.IsSmall).Size;

    /// <summary>The geometry below the choice, on a machine.</summary>
    public SizeClassGeometry Geometry(int pageSize) => new()
    {
        LgQuantum = LgQuantum,
        LgGroup = LgNgroup,
        LgPage = BitOperations.Log2((uint)pageSize),
        LgTinyMin = BitOperations.Log2(List.Count > 0 ? Math.Clamp(List.Min(c => c.Size), 8, 1UL << LgQuantum) : SmallMin),
    };

    /// <summary>The choice as <see cref="SizeClassText"/> reads it: default where it is.</summary>
    public override string ToString()
    {
        List<string> parts = [];
        Add("lg_quantum", LgQuantum, 4);
        Add("lg_ngroup", LgNgroup, 2);
        Add("small_min", (long)SmallMin, 8);
        Add("small_max", (long)SmallMax, 0);
        Add("fit", FitCount, 0);
        if (List.Count > 0)
        {
            parts.Add("list:" + string.Join('|', List.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Size}:{c.SlabPages}"))));
        }

        return parts.Count == 0 ? "default" : string.Join(',', parts);

        void Add(string name, long value, long usual)
        {
            if (value != usual)
            {
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"{name}:{value}"));
            }
        }
    }
}
