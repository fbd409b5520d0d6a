namespace AllocSim.Allocator.Jemalloc.Stats;

/// <summary>Counters of one large size class.</summary>
/// <remarks>jemalloc 5.3.0, `include/jemalloc/internal/arena_stats.h`, `arena_stats_large_t`.</remarks>
public struct LargeStats
{
    /// <summary>Extents handed out by the arena.</summary>
    public ulong Nmalloc;

    /// <summary>Bytes of the objects in use; kept in an arena only.</summary>
    public ulong ActiveBytes;

    /// <summary>Extents given back to the arena.</summary>
    public ulong Ndalloc;

    /// <summary>In an arena: requests that thread caches served. In a snapshot: those and <see cref="Nmalloc"/>.</summary>
    public ulong Nrequests;

    /// <summary>Fills of thread caches; in a snapshot the same as <see cref="Nmalloc"/>, in an arena not kept.</summary>
    public ulong Nfills;

    /// <summary>Flushes of thread caches.</summary>
    public ulong Nflushes;

    /// <summary>Extents in use now; kept in snapshots only.</summary>
    public ulong Curlextents;
}
