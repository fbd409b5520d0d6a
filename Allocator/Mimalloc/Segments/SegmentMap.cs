namespace AllocSim.Allocator.Mimalloc.Segments;

/// <summary>All segments: by address, and as a list; and objects for later ones.</summary>
/// <remarks>The library takes the segment from the address by a mask. Segments at hints lie close together from the first one upwards, so a table that begins there serves for nearly all.</remarks>
internal sealed class SegmentMap
{
    private const ulong NearMax = 1 << 20;

    private readonly Stack<Segment> _spare = new();
    private readonly List<Segment> _all = [];
    private readonly Dictionary<ulong, Segment> _far = [];
    private Segment?[] _near = new Segment?[64];
    private ulong _nearBase;

    /// <summary>All segments, in an order that follows from what was made and freed.</summary>
    public IReadOnlyList<Segment> All => _all;

    /// <summary>The segment of an object: that of the byte before it, as an object on a boundary of segments has its segment before it.</summary>
    public Segment Find(ulong address)
    {
        ulong index = ((address - 1) >> Layout.SegmentShift) - _nearBase;
        Segment?[] near = _near;
        return index < (ulong)near.Length && near[index] is { } segment ? segment : _far[index + _nearBase];
    }

    /// <summary>A fresh segment at an address.</summary>
    public Segment Add(ulong address)
    {
        Segment segment = _spare.TryPop(out Segment? spare) ? spare : new Segment();
        segment.Reset(address);
        segment.ListIndex = _all.Count;
        _all.Add(segment);
        ulong key = address >> Layout.SegmentShift;
        _nearBase = _all.Count == 1 && _nearBase == 0 ? key : _nearBase;
        ulong index = key - _nearBase;
        if (index >= NearMax)
        {
            _far.Add(key, segment);
            return segment;
        }

        if (index >= (ulong)_near.Length)
        {
            Array.Resize(ref _near, (int)Math.Max(index + 1, (ulong)_near.Length * 2));
        }

        _near[index] = segment;
        return segment;
    }

    /// <summary>A segment's memory goes away, or into the cache.</summary>
    public void Remove(Segment segment)
    {
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
}
