namespace AllocSim.Allocator.Jemalloc.Tables.Snapshots;

/// <summary>The free objects of one size class in one cache, at one instant.</summary>
internal struct CacheSnapshot
{
    /// <summary>The thread whose cache it is; -1 for one that was made explicitly.</summary>
    public int Thread;

    /// <summary>Number of an explicit cache; -1 for a thread's own.</summary>
    public int ExplicitCache;

    /// <summary>The arena that fills it; -1 for none.</summary>
    public int Arena;

    /// <summary>Index of the size class.</summary>
    public int SizeIndex;

    /// <summary>Bytes of an object.</summary>
    public ulong SizeBytes;

    /// <summary>Objects that are cached.</summary>
    public int Objects;

    /// <summary>Objects that there is room for.</summary>
    public int Capacity;
}
