using System.Runtime.CompilerServices;

namespace AllocSim.Allocator.Jemalloc.Sizes;

/// <summary>The size classes of an allocator and every mapping between sizes and indices. Immutable.</summary>
/// <remarks>
/// A size class index (szind) numbers all classes, the small ones first; a page size index (pszind) numbers those whose size is a multiple of the page.
/// jemalloc 5.3.0, `src/sc.c`, `include/jemalloc/internal/sz.h`, `src/sz.c`, `src/bin_info.c`.
/// </remarks>
public sealed class SizeClasses
{
    private readonly ulong[] _sizes;
    private readonly ulong[] _pageSizes;
    private readonly byte[] _lookup;
    private readonly int _lookupShift;
    private readonly ulong _lookupRound;
    private readonly SizeClassSearch _search;
    private readonly SizeClassSearch _pageSearch;

    /// <summary>jemalloc's own classes.</summary>
    /// <param name="geometry">What they are generated from; null for the defaults.</param>
    /// <param name="slabSizes">Entries of the option slab_sizes in order.</param>
    /// <param name="binShards">Entries of the option bin_shards in order.</param>
    /// <param name="largePad">Bytes added to each large extent: 0, or one page for cache_oblivious.</param>
    /// <exception cref="ArgumentException">A parameter is out of range.</exception>
    public SizeClasses(
        SizeClassGeometry? geometry = null,
        IReadOnlyList<SlabSizeOverride>? slabSizes = null,
        IReadOnlyList<BinShardOverride>? binShards = null,
        ulong largePad = 4096)
        : this(geometry ??= new SizeClassGeometry(), SizeClassGenerator.Generate(geometry), slabSizes ?? [], binShards ?? [], largePad)
    {
    }

    /// <summary>Classes from a list.</summary>
    /// <param name="geometry">Quantum, page size and the grain of the lookup table: every small class and every class up to 4096 B must be a multiple of 2^LgTinyMin.</param>
    /// <param name="classes">Ascending; small classes first. The array is not kept.</param>
    /// <param name="slabSizes">Entries of the option slab_sizes in order.</param>
    /// <param name="binShards">Entries of the option bin_shards in order.</param>
    /// <param name="largePad">Bytes added to each large extent: 0, or one page for cache_oblivious.</param>
    /// <param name="pageClasses">Sizes by which unused extents are sorted, ascending, all large classes among them; null for those classes that are whole pages.</param>
    /// <exception cref="ArgumentException">The list breaks one of these rules.</exception>
    public SizeClasses(
        SizeClassGeometry geometry,
        IReadOnlyList<SizeClass> classes,
        IReadOnlyList<SlabSizeOverride> slabSizes,
        IReadOnlyList<BinShardOverride> binShards,
        ulong largePad,
        IReadOnlyList<ulong>? pageClasses = null)
    {
        SizeClass[] all = [.. classes];
        LgPage = geometry.LgPage;
        PageSize = 1 << geometry.LgPage;
        Quantum = 1 << geometry.LgQuantum;
        LargePad = largePad;
        SlabAlignmentMax = (ulong)PageSize;
        if (largePad != 0 && largePad != (ulong)PageSize)
        {
            throw new ArgumentException($"the pad of large extents is {largePad} B; it must be 0 or one page, {PageSize} B");
        }

        Check(all, geometry);
        SizeClassGenerator.ApplySlabSizes(all, geometry, slabSizes);
        _sizes = [.. all.Select(c => c.Size)];
        _pageSizes = [.. pageClasses ?? _sizes.Where(s => s % (ulong)PageSize == 0)];
        SmallCount = all.Count(c => c.IsSmall);
        SmallMax = _sizes[SmallCount - 1];
        LargeMin = _sizes[SmallCount];
        LargeMax = _sizes[^1];
        LookupMax = _sizes.LastOrDefault(s => s <= 1UL << SizeClassGeometry.LgLookupMax);
        _search = new SizeClassSearch(_sizes);
        _pageSearch = new SizeClassSearch(_pageSizes);
        _lookupShift = geometry.LgTinyMin;
        _lookupRound = (1UL << _lookupShift) - 1;
        _lookup = new byte[(LookupMax >> _lookupShift) + 1];
        for (var i = 0; i < _lookup.Length; i++)
        {
            _lookup[i] = (byte)_search.IndexOf((ulong)i << _lookupShift);
        }

        Bins = MakeBins(all, binShards);
        Extents = new ExtentClasses(this);
    }

    /// <summary>Number of small classes, which are the first indices. (SC_NBINS)</summary>
    public int SmallCount { get; }

    /// <summary>Number of classes. (SC_NSIZES)</summary>
    public int Count => _sizes.Length;

    /// <summary>Number of classes whose size is a multiple of the page. (SC_NPSIZES)</summary>
    public int PageClassCount => _pageSizes.Length;

    /// <summary>Largest small class, bytes. (SC_SMALL_MAXCLASS)</summary>
    public ulong SmallMax { get; }

    /// <summary>Smallest large class, bytes. (SC_LARGE_MINCLASS)</summary>
    public ulong LargeMin { get; }

    /// <summary>Largest class, bytes; no request beyond it succeeds. (SC_LARGE_MAXCLASS)</summary>
    public ulong LargeMax { get; }

    /// <summary>Largest size that the lookup table covers, bytes. (SC_LOOKUP_MAXCLASS)</summary>
    public ulong LookupMax { get; }

    /// <summary>Alignment of ordinary objects, bytes.</summary>
    public int Quantum { get; }

    /// <summary>Bytes in a page.</summary>
    public int PageSize { get; }

    /// <summary>log2 of <see cref="PageSize"/>.</summary>
    public int LgPage { get; }

    /// <summary>Bytes added to each large extent so that its start can vary within a page. (sz_large_pad)</summary>
    public ulong LargePad { get; }

    /// <summary>Alignment up to which an aligned request is served from slabs, bytes. Default one page.</summary>
    public ulong SlabAlignmentMax { get; init; }

    /// <summary>Whether a large object is as many whole pages as it needs; otherwise it is as large as its class. Default false. (disable_large_size_classes)</summary>
    public bool LargeGoByPages { get; init; }

    /// <summary>Bytes of a large object for its owner. The small extent cache can serve a request with an extent that is longer than asked for: then the class tells, not the extent. (edata_usize_get)</summary>
    /// <param name="szind">Its size class.</param>
    /// <param name="extentBytes">Its extent, padding included.</param>
    public ulong LargeUsable(int szind, ulong extentBytes) => LargeGoByPages ? extentBytes - LargePad : IndexToSize(szind);

    /// <summary>Where unused extents are kept and looked for.</summary>
    internal ExtentClasses Extents { get; }

    /// <summary>Slab geometry of each small class, by index. (bin_infos)</summary>
    public BinInfo[] Bins { get; }

    /// <summary>Index of the class that serves a request.</summary>
    /// <param name="size">Bytes; 0 is served like 1.</param>
    /// <returns>The index, or <see cref="Count"/> when the request exceeds <see cref="LargeMax"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int SizeToIndex(ulong size) => size <= LookupMax ? _lookup[(int)((size + _lookupRound) >> _lookupShift)] : SizeToIndexSlow(size);

    /// <summary>Usable bytes of a class.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong IndexToSize(int index) => _sizes[index];

    /// <summary>Usable bytes of the object that a request gets; 0 when the request exceeds <see cref="LargeMax"/>. (sz_s2u)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong SizeToUsable(ulong size)
    {
        if (LargeGoByPages && size > SmallMax)
        {
            return size > LargeMax ? 0 : PageCeiling(size);
        }

        var index = SizeToIndex(size);
        return index < _sizes.Length ? _sizes[index] : 0;
    }

    /// <summary>Usable bytes of the object that an aligned request gets. (sz_sa2u)</summary>
    /// <param name="size">Bytes.</param>
    /// <param name="alignment">A power of two.</param>
    /// <returns>The size, or 0 when it cannot be satisfied.</returns>
    public ulong AlignedUsable(ulong size, ulong alignment)
    {
        if (size <= SmallMax && alignment <= SlabAlignmentMax)
        {
            // A small region is aligned to the lowest set bit of its size. Among jemalloc's own classes the first that holds the rounded size keeps the alignment; in a list given by hand it need not.
            for (var index = SizeToIndex((size + alignment - 1) & ~(alignment - 1)); index < SmallCount; index++)
            {
                if ((_sizes[index] & (alignment - 1)) == 0 || size == 0)
                {
                    return _sizes[index];
                }
            }
        }

        if (alignment > LargeMax)
        {
            return 0;
        }

        var usable = size <= LargeMin ? LargeMin : SizeToUsable(size);
        if (usable < size)
        {
            return 0;
        }

        // What would have to be mapped to be sure of the alignment must not wrap around.
        var mapped = usable + LargePad + PageCeiling(alignment) - (ulong)PageSize;
        return mapped < usable ? 0 : usable;
    }

    /// <summary>Small classes are multiples of two to this many bytes.</summary>
    public int LgLookupGrain => _lookupShift;

    /// <summary>Index of the smallest page class that holds a size; <see cref="PageClassCount"/> above <see cref="LargeMax"/>. (sz_psz2ind)</summary>
    /// <param name="psz">Bytes, above 0, not necessarily whole pages.</param>
    public int PageSizeToIndex(ulong psz) => psz > LargeMax ? _pageSizes.Length : _pageSearch.IndexOf(psz);

    /// <summary>Bytes of a page class; one page above <see cref="LargeMax"/> for <see cref="PageClassCount"/>. (sz_pind2sz)</summary>
    public ulong PageIndexToSize(int pind) => pind == _pageSizes.Length ? LargeMax + (ulong)PageSize : _pageSizes[pind];

    /// <summary>The largest padded page class that fits into an extent. (sz_psz_quantize_floor)</summary>
    /// <param name="size">Extent bytes: whole pages, above 0.</param>
    public ulong PageSizeFloor(ulong size)
    {
        var pind = PageSizeToIndex(size - LargePad + 1);
        return pind == 0 ? size : PageIndexToSize(pind - 1) + LargePad;
    }

    /// <summary>The smallest padded page class that an extent of this size is sure to be found under. (sz_psz_quantize_ceil)</summary>
    /// <param name="size">Bytes wanted: whole pages, above 0.</param>
    public ulong PageSizeCeiling(ulong size)
    {
        var floor = PageSizeFloor(size);
        return floor < size ? PageIndexToSize(PageSizeToIndex(floor - LargePad + 1)) + LargePad : floor;
    }

    /// <summary>Bytes rounded up to whole pages; wraps around to 0 near the top of the range, as the C macro does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong PageCeiling(ulong bytes) => (bytes + (ulong)PageSize - 1) & ~((ulong)PageSize - 1);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int SizeToIndexSlow(ulong size) => size > LargeMax ? _sizes.Length : _search.IndexOf(size);

    private BinInfo[] MakeBins(SizeClass[] all, IReadOnlyList<BinShardOverride> binShards)
    {
        var shards = new int[SmallCount];
        Array.Fill(shards, 1);
        foreach (var entry in binShards)
        {
            if (entry.Shards is < 1 or > BinShardOverride.MaxShards)
            {
                throw new ArgumentException($"bin_shards asks for {entry.Shards} shards; it must be 1 to {BinShardOverride.MaxShards}");
            }

            if (entry.Begin <= SmallMax)
            {
                var last = SizeToIndex(Math.Min(entry.End, SmallMax));
                for (var i = SizeToIndex(entry.Begin); i <= last; i++)
                {
                    shards[i] = entry.Shards;
                }
            }
        }

        return [.. Enumerable.Range(0, SmallCount).Select(i => new BinInfo(all[i].Size, (ulong)all[i].SlabPages << LgPage, shards[i]))];
    }

    private static void Check(SizeClass[] all, SizeClassGeometry geometry)
    {
        var page = 1UL << geometry.LgPage;
        for (var i = 0; i < all.Length; i++)
        {
            var (size, isSmall, slabPages) = all[i];
            var wrong =
                i > 0 && size <= all[i - 1].Size ? "is not above the class before it"
                : i > 0 && isSmall && !all[i - 1].IsSmall ? "is small after a large class"
                : size % (1UL << geometry.LgTinyMin) != 0 ? $"is not a multiple of {1 << geometry.LgTinyMin} B"
                : !isSmall && size % page != 0 ? "is large but not whole pages"
                : isSmall && ((ulong)slabPages << geometry.LgPage) < size ? "does not fit into its slab"
                : isSmall && i > byte.MaxValue ? "is more than the 256 small classes that the lookup table can number"
                : null;
            if (wrong is not null)
            {
                throw new ArgumentException($"size class {i} of {size} B {wrong}");
            }
        }

        if (all.Length == 0 || !all[0].IsSmall || all[^1].IsSmall)
        {
            throw new ArgumentException("the classes must begin with small ones and go on with large ones");
        }
    }
}
