namespace AllocSim.Allocator.Mimalloc.Segments;

/// <summary>What all segments together have, kept along, so that nobody has to walk through them for it after every operation.</summary>
internal sealed class SegmentCounts
{
    /// <summary>Slices.</summary>
    public long Slices { get; set; }

    /// <summary>Slices in pages.</summary>
    public long Used { get; set; }

    /// <summary>Slices that are to be given up.</summary>
    public long Waiting { get; set; }
}
