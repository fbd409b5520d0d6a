using System.Runtime.CompilerServices;

namespace AllocSim.Allocator.Mimalloc.Segments;

/// <summary>All segments and pages: by address, and as a list; and objects for later ones.</summary>
/// <remarks>
/// The library takes the segment from the address by a mask, and from its slices the page. Segments at hints lie close together from the first one upwards, so tables that begin there
/// serve for nearly all.
/// </remarks>
internal sealed class SegmentMap
{
    private const ulong NearMax = 1 << 12;

    private readonly Stack<Segment> _spare = new();
    private readonly List<Segment> _all = [];
    private readonly Dictionary<ulong, Segment> _far = [];
    private Segment?[] _near = [];
    private Slice?[] _nearPages = [];
    private ulong _nearBase;
    private ulong _nearStart;

    /// <summary>What they have together.</summary>
    public SegmentCounts Counts { get; } = new();

    /// <summary>All segments, in an order that follows from what was made and freed.</summary>
    public IReadOnlyList<Segment> All => _all;

    /// <summary>The page that holds an object.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Slice PageOf(ulong address)
    {
        ulong index = (address - _nearStart) >> Layout.SliceShift;
        Slice?[] pages = _nearPages;
        return index < (ulong)pages.Length && pages[index] is { } page ? page : PageOfFar(address);
    }

    /// <summary>A run of slices became a page: objects may begin in each of them that has a record, and right behind.</summary>
    public void SetPage(Slice page)
    {
        ulong index = (page.Address - _nearStart) >> Layout.SliceShift;
        int count = Math.Min(page.Count, Layout.SlicesPerSegment + 1 - page.Index);
        if (index < (ulong)_nearPages.Length)
        {
            _nearPages.AsSpan((int)index, Math.Min(count, _nearPages.Length - (int)index)).Fill(page);
        }
    }

    /// <summary>A fresh segment at an address.</summary>
    public Segment Add(ulong address)
    {
        Segment segment = _spare.TryPop(out Segment? spare) ? spare : new Segment(Counts);
        segment.Reset(address);
        segment.ListIndex = _all.Count;
        _all.Add(segment);
        ulong key = address >> Layout.SegmentShift;
        if (_all.Count == 1 && _near.Length == 0)
        {
            _nearBase = key;
            _nearStart = address;
        }

        ulong index = key - _nearBase;
        if (index >= NearMax)
        {
            _far.Add(key, segment);
            return segment;
        }

        if (index >= (ulong)_near.Length)
        {
            int length = (int)Math.Max(index + 1, Math.Max((ulong)_near.Length * 2, 8));
            Array.Resize(ref _near, length);
            Array.Resize(ref _nearPages, length * Layout.SlicesPerSegment);
        }

        _near[index] = segment;
        return segment;
    }

    /// <summary>A segment's memory goes away, or into the cache.</summary>
    public void Remove(Segment segment)
    {
        Counts.Slices -= segment.SliceCount;
        segment.SetDecommitMask(default);
        Segment last = _all[^1];
        _all[segment.ListIndex] = last;
        last.ListIndex = segment.ListIndex;
        _all.RemoveAt(_all.Count - 1);
        ulong key = segment.Base >> Layout.SegmentShift;
        ulong index = key - _nearBase;
        if (index < (ulong)_near.Length && ReferenceEquals(_near[index], segment))
        {
            _near[index] = null;
        }
        else
        {
            _far.Remove(key);
        }

        _spare.Push(segment);
    }

    /// <summary>The long way. The segment is that of the byte before the object, as an object on a boundary of segments has its segment before it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Slice PageOfFar(ulong address)
    {
        ulong key = (address - 1) >> Layout.SegmentShift;
        ulong index = key - _nearBase;
        Segment segment = index < (ulong)_near.Length && _near[index] is { } near ? near : _far[key];
        Slice slice = segment.Slices[(address - segment.Base) >> Layout.SliceShift];
        return segment.Slices[slice.Index - slice.Offset];
    }
}
