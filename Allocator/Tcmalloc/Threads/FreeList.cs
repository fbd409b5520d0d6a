namespace AllocSim.Allocator.Tcmalloc.Threads;

/// <summary>Free objects of one class in a thread's cache. (ThreadCache::FreeList)</summary>
internal struct FreeList
{
    /// <summary>The objects; the next one to hand out is the last.</summary>
    public ulong[] Objects;

    /// <summary>How many there are.</summary>
    public int Length;

    /// <summary>How few there were since the cache was last cleaned up. (lowater_)</summary>
    public int LowWater;

    /// <summary>How many there may be. (max_length_)</summary>
    public int MaxLength;

    /// <summary>How often there were more. (length_overages_)</summary>
    public int Overages;

    /// <summary>Bytes of an object. (size_)</summary>
    public int ObjectSize;
}
