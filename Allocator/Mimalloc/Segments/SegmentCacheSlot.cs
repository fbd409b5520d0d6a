namespace AllocSim.Allocator.Mimalloc.Segments;

/// <summary>A segment in the cache.</summary>
internal struct SegmentCacheSlot
{
    /// <summary>Where it begins; 0 for an empty slot.</summary>
    public ulong Address;

    /// <summary>Where its memory is from.</summary>
    public long MemoryId;

    /// <summary>Whether nothing of it may be given up.</summary>
    public bool IsPinned;

    /// <summary>Slices with access.</summary>
    public CommitMask CommitMask;

    /// <summary>Slices that waited to be given up when it was put in.</summary>
    public CommitMask DecommitMask;

    /// <summary>When its memory is given up, milliseconds; 0 for never.</summary>
    public long Expire;
}
