using System.Runtime.CompilerServices;

namespace AllocSim.Allocator.Jemalloc.Sizes;

/// <summary>The page class under which an unused extent is kept, and the one from which on a search for pages starts.</summary>
/// <remarks>Up to 512 pages the answers stand in tables. Source: jemalloc 5.3.0, `src/eset.c`, `src/sz.c`.</remarks>
internal sealed class ExtentClasses
{
    private const int TablePages = 512;

    private readonly SizeClasses _sizes;
    private readonly byte[] _kept = new byte[TablePages + 1];
    private readonly byte[] _wanted = new byte[TablePages + 1];

    /// <summary>Computes the tables.</summary>
    public ExtentClasses(SizeClasses sizes)
    {
        _sizes = sizes;
        for (int pages = 1; pages <= TablePages; pages++)
        {
            _kept[pages] = (byte)ComputeKept((ulong)pages << sizes.LgPage);
            _wanted[pages] = (byte)ComputeWanted((ulong)pages << sizes.LgPage);
        }
    }

    /// <summary>The class that an extent of so many bytes, whole pages, is kept under.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Kept(ulong bytes)
    {
        ulong pages = bytes >> _sizes.LgPage;
        return pages < (ulong)_kept.Length ? _kept[pages] : ComputeKept(bytes);
    }

    /// <summary>The first class whose every extent can hold so many bytes, whole pages.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Wanted(ulong bytes)
    {
        ulong pages = bytes >> _sizes.LgPage;
        return pages < (ulong)_wanted.Length ? _wanted[pages] : ComputeWanted(bytes);
    }

    private int ComputeKept(ulong bytes) => _sizes.PageSizeToIndex(_sizes.PageSizeFloor(bytes));

    private int ComputeWanted(ulong bytes) => _sizes.PageSizeToIndex(_sizes.PageSizeCeiling(bytes));
}
