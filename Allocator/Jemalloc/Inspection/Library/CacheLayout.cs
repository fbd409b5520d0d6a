namespace AllocSim.Allocator.Jemalloc.Inspection.Library;

/// <summary>How a release lays out its caches.</summary>
internal abstract record CacheLayout
{
    /// <summary>Bytes of a cache's bin.</summary>
    protected const ulong BinBytes = 24;

    /// <summary>The variables that have to be known.</summary>
    public abstract IReadOnlyList<string> Symbols { get; }

    /// <summary>Address of the pointer to the arena that fills a cache.</summary>
    public abstract ulong ArenaOf(MemoryReader memory, ulong cache);

    /// <summary>Size classes that a cache has bins for.</summary>
    public abstract int Classes(MemoryReader memory, ulong cache);

    /// <summary>A bin of a cache.</summary>
    public abstract CachedBin Bin(MemoryReader memory, ulong cache, int szind);
}
