namespace AllocSim.Allocator.Mimalloc.Arenas;

/// <summary>What is known of a segment's memory besides where it lies.</summary>
internal struct SegmentMemory
{
    /// <summary>Where it is from: 0 for the system.</summary>
    public long MemoryId;

    /// <summary>Whether it holds zeros.</summary>
    public bool IsZero;

    /// <summary>Whether it lies in huge pages; on the way in, whether it may.</summary>
    public bool IsHuge;

    /// <summary>Whether nothing of it may be given up.</summary>
    public bool IsPinned;

    /// <summary>Whether it has access; on the way in, whether that is wanted.</summary>
    public bool IsCommitted;
}
