namespace AllocSim.Allocator.Jemalloc.Tables.Snapshots;

/// <summary>What thread caches did for one size class of one arena, or of several, since the start.</summary>
public struct CacheUseSnapshot
{
    /// <summary>Requests of the program, those that a cache served included.</summary>
    public ulong Requests;

    /// <summary>Requests that no cache could serve: of small objects, those that had a bin filled; of large ones, those that went to the arena.</summary>
    public ulong Misses;

    /// <summary>Times that a bin was filled; a large object comes alone and fills none.</summary>
    public ulong Fills;

    /// <summary>Objects that the arena handed out.</summary>
    public ulong FilledObjects;

    /// <summary>Times that a bin was flushed.</summary>
    public ulong Flushes;

    /// <summary>Objects that came back to the arena.</summary>
    public ulong FlushedObjects;

    /// <summary>Adds another one.</summary>
    public void Add(in CacheUseSnapshot other)
    {
        Requests += other.Requests;
        Misses += other.Misses;
        Fills += other.Fills;
        FilledObjects += other.FilledObjects;
        Flushes += other.Flushes;
        FlushedObjects += other.FlushedObjects;
    }
}
