namespace AllocSim.Allocator.Jemalloc.Caches;

/// <summary>The objects of one size class in a thread's cache: a stack that grows down from <see cref="Empty"/> to <see cref="Full"/>.</summary>
/// <remarks>32 bytes, so that a bin lies in one cache line of the host. Positions are indices into the cache's slots. Source: jemalloc 5.3.0, `include/jemalloc/internal/cache_bin.h`.</remarks>
internal struct CacheBin
{
    /// <summary>The object on top.</summary>
    public int Head;

    /// <summary>The highest position that <see cref="Head"/> has had since the last look of the garbage collection.</summary>
    public int LowWater;

    /// <summary>Position of the head when no more objects fit.</summary>
    public int Full;

    /// <summary>The lowest position whose page has been written, never below <see cref="Full"/>: a free that would go below has a page to touch first.</summary>
    public int Written;

    /// <summary>Position of the head when there are no objects.</summary>
    public int Empty;

    /// <summary>Bytes of an object of a small class; only the fast path reads it, which serves no other.</summary>
    public uint UsableSize;

    /// <summary>Requests served from here since they were last added to the arena's.</summary>
    public ulong Requests;

    /// <summary>Objects.</summary>
    public readonly int Count => Empty - Head;

    /// <summary>Most objects; 0 for a class that is not cached.</summary>
    public readonly int Capacity => Empty - Full;

    /// <summary>Fewest objects that there were since the last look of the garbage collection.</summary>
    public readonly int LowWaterCount => Empty - LowWater;
}
