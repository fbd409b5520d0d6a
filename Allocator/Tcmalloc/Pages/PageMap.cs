using System.Runtime.CompilerServices;
using AllocSim.Allocator.Tcmalloc.Sizes;
using AllocSim.Allocator.Tcmalloc.Sources;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Tcmalloc.Pages;

/// <summary>Which span a page belongs to, and the size class of the objects on it. (pagemap_ and pagemap_cache_)</summary>
/// <remarks>
/// A leaf is for 2 GiB; the library clears all its 2 MiB when it makes it, so that later entries touch no new page. Only the first and the last page of a span have
/// an entry that is right, of a span of small objects all have. The library looks classes up in a cache before it asks the map; what it finds is the same, so here
/// every page has its class.
/// </remarks>
internal sealed class PageMap
{
    private const int LeafPagesLog2 = 18;
    private const int LeafPages = 1 << LeafPagesLog2;
    private const int RootLength = 1 << (48 - SizeMap.PageShift - LeafPagesLog2);
    private const ulong LeafBytes = LeafPages * 8UL;

    private readonly MetadataSource _metadata;
    private readonly SimMachine _machine;
    private readonly int[]?[] _spans = new int[]?[RootLength];
    private readonly byte[]?[] _classes = new byte[]?[RootLength];
    private byte[] _hotClasses = [];
    private ulong _hotBase;

    /// <summary>Makes a map without leaves.</summary>
    public PageMap(MetadataSource metadata, SimMachine machine)
    {
        _metadata = metadata;
        _machine = machine;
    }

    /// <summary>Makes the leaves for a range of pages.</summary>
    /// <returns>False where the system has no memory for one.</returns>
    public bool Ensure(ulong page, ulong count)
    {
        ulong last = (page + count - 1) >> LeafPagesLog2;
        for (ulong leaf = page >> LeafPagesLog2; leaf <= last; leaf++)
        {
            if (_spans[leaf] is not null)
            {
                continue;
            }

            ulong record = _metadata.Allocate(LeafBytes);
            if (record == 0)
            {
                return false;
            }

            _machine.Touch(record, LeafBytes);
            _spans[leaf] = new int[LeafPages];
            _classes[leaf] = new byte[LeafPages];
        }

        return true;
    }

    /// <summary>The span that a page was last recorded for; 0 for none.</summary>
    public int SpanOf(ulong page)
    {
        ulong leaf = page >> LeafPagesLog2;
        return leaf < RootLength && _spans[leaf] is { } spans ? spans[page & (LeafPages - 1)] : 0;
    }

    /// <summary>The first page from one on that was ever recorded; <see cref="ulong.MaxValue"/> for none.</summary>
    public ulong NextRecorded(ulong page)
    {
        while (page >> LeafPagesLog2 < RootLength)
        {
            if (_spans[page >> LeafPagesLog2] is { } spans)
            {
                int first = (int)(page & (LeafPages - 1));
                int ahead = spans.AsSpan(first).IndexOfAnyExcept(0);
                if (ahead >= 0)
                {
                    return page + (ulong)ahead;
                }
            }

            page = ((page >> LeafPagesLog2) + 1) << LeafPagesLog2;
        }

        return ulong.MaxValue;
    }

    /// <summary>Records a page.</summary>
    public void Set(ulong page, int span) => _spans[page >> LeafPagesLog2]![page & (LeafPages - 1)] = span;

    /// <summary>Records the class of the objects that begin on a page; 0 for a large one.</summary>
    public void SetClass(ulong page, byte sizeClass) => _classes[page >> LeafPagesLog2]![page & (LeafPages - 1)] = sizeClass;

    /// <summary>The size class of a small object; 0 for a large one and for what is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ClassOf(ulong address)
    {
        byte[] classes = _hotClasses;
        ulong page = unchecked(address - _hotBase) >> SizeMap.PageShift;
        return page < (ulong)classes.Length ? classes[page] : ClassElsewhere(address);
    }

    // Most programs have all objects in one leaf: that of the last one looked up.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int ClassElsewhere(ulong address)
    {
        ulong page = address >> SizeMap.PageShift;
        ulong leaf = page >> LeafPagesLog2;
        if (leaf >= RootLength || _classes[leaf] is not { } classes)
        {
            return 0;
        }

        _hotClasses = classes;
        _hotBase = leaf << (LeafPagesLog2 + SizeMap.PageShift);
        return classes[page & (LeafPages - 1)];
    }
}
