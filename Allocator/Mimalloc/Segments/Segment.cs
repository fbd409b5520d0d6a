namespace AllocSim.Allocator.Mimalloc.Segments;

/// <summary>A segment: memory on a boundary of 32 MiB that is cut into pages. Its first slice holds its records.</summary>
/// <remarks>mimalloc 2.0.9, `include/mimalloc-types.h` mi_segment_t.</remarks>
internal sealed class Segment
{
    private const int RecordCount = Layout.SlicesPerSegment + 1;

    /// <summary>Slices with access.</summary>
    public CommitMask CommitMask;

    /// <summary>The owner's number; 0 for none.</summary>
    public int Owner;

    /// <summary>Where it begins.</summary>
    public ulong Base;

    /// <summary>The records of its slices, and one more: an object on a boundary of its own may begin right behind the last.</summary>
    public readonly Slice[] Slices = new Slice[RecordCount];

    private readonly SegmentCounts _counts;
    private CommitMask _decommitMask;

    /// <summary>Makes the object.</summary>
    /// <param name="counts">Where all segments are counted.</param>
    public Segment(SegmentCounts counts)
    {
        _counts = counts;
        for (int i = 0; i < RecordCount; i++)
        {
            Slices[i] = new Slice(this, i);
        }
    }

    /// <summary>Slices that are to be given up.</summary>
    public ref readonly CommitMask DecommitMask => ref _decommitMask;

    /// <summary>Where the memory is from.</summary>
    public long MemoryId { get; set; }

    /// <summary>Whether nothing of it may be given up.</summary>
    public bool IsPinned { get; set; }

    /// <summary>Whether it lies in huge pages.</summary>
    public bool IsHugePaged { get; set; }

    /// <summary>The boundary it was asked for with.</summary>
    public ulong Alignment { get; set; }

    /// <summary>The offset that lies on that boundary.</summary>
    public ulong AlignOffset { get; set; }

    /// <summary>Whether unused parts are given up.</summary>
    public bool AllowsDecommit { get; set; }

    /// <summary>When what waits is given up, milliseconds; 0 for nothing waiting.</summary>
    public long DecommitExpire { get; set; }

    /// <summary>The next one in a list of abandoned segments.</summary>
    public Segment? AbandonedNext { get; set; }

    /// <summary>Pages without an owner.</summary>
    public int Abandoned { get; set; }

    /// <summary>How often it was looked at since it was abandoned, and once more; 0 while it has an owner.</summary>
    public int AbandonedVisits { get; set; }

    /// <summary>Pages in use.</summary>
    public int Used { get; set; }

    /// <summary>Slices, more than there are records where one object takes them all.</summary>
    public int SliceCount { get; set; }

    /// <summary>Slices with a record of their own.</summary>
    public int SliceEntries { get; set; }

    /// <summary>Whether it was made for one object.</summary>
    public bool IsHuge { get; set; }

    /// <summary>Its place in the list of all segments.</summary>
    public int ListIndex { get; set; }

    /// <summary>Bytes.</summary>
    public ulong Bytes => (ulong)SliceCount << Layout.SliceShift;

    /// <summary>Says which slices are to be given up.</summary>
    public void SetDecommitMask(in CommitMask mask)
    {
        _counts.Waiting += mask.Count - _decommitMask.Count;
        _decommitMask = mask;
    }

    /// <summary>Slices that have access are to be given up, too.</summary>
    public void MarkForDecommit(in CommitMask slices)
    {
        _counts.Waiting -= _decommitMask.Count;
        _decommitMask.SetCommon(CommitMask, slices);
        _counts.Waiting += _decommitMask.Count;
    }

    /// <summary>Slices are not to be given up any more.</summary>
    public void UnmarkForDecommit(in CommitMask slices)
    {
        _counts.Waiting -= _decommitMask.CountOf(slices);
        _decommitMask.Clear(slices);
    }

    /// <summary>Makes it a fresh one. The commit masks are the caller's business.</summary>
    public void Reset(ulong address)
    {
        Base = address;
        AbandonedNext = null;
        Abandoned = 0;
        AbandonedVisits = 0;
        Used = 0;
        DecommitExpire = 0;
        foreach (Slice slice in Slices)
        {
            slice.Clear();
        }
    }
}
