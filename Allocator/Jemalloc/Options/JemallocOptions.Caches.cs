namespace AllocSim.Allocator.Jemalloc.Options;

/// <content>Thread caches. Source: jemalloc 5.3.0, `src/tcache.c`.</content>
public sealed partial record JemallocOptions
{
    /// <summary>tcache: threads cache objects. Default true.</summary>
    public bool Tcache { get; init; } = true;

    /// <summary>tcache_max, lg_tcache_max: largest cached size, bytes; rounded up to a size class. 0 to 8 MiB, default 32 KiB.</summary>
    public ulong TcacheMax { get; init; } = 1 << 15;

    /// <summary>lg_tcache_max as it was given, for versions whose controls show it. Default 15.</summary>
    internal long LgTcacheMax { get; init; } = 15;

    /// <summary>experimental_tcache_gc: caches are collected several bins at a time and by where objects lie, and filled with whole slabs. 5.3.1 only, where it is on.</summary>
    public bool ExperimentalTcacheGc { get; init; }

    /// <summary>tcache_ncached_max: objects that caches hold of ranges of sizes; entries in the order given. 5.3.1 only. Default none.</summary>
    public IReadOnlyList<CacheSizeOverride> TcacheNcachedMax { get; init; } = [];

    /// <summary>tcache_nslots_small_min: fewest slots for a small class. 1 to 2048, default 20.</summary>
    public uint TcacheNslotsSmallMin { get; init; } = 20;

    /// <summary>tcache_nslots_small_max: most slots for a small class. 1 to 2048, default 200.</summary>
    public uint TcacheNslotsSmallMax { get; init; } = 200;

    /// <summary>tcache_nslots_large: slots for a large class. 1 to 2048, default 20.</summary>
    public uint TcacheNslotsLarge { get; init; } = 20;

    /// <summary>lg_tcache_nslots_mul: slots for a small class, as a power of two times the regions of a slab. -16 to 16, default 1.</summary>
    public long LgTcacheNslotsMul { get; init; } = 1;

    /// <summary>tcache_gc_incr_bytes: allocated bytes between two steps of cache trimming. From 1024, default 65536.</summary>
    public ulong TcacheGcIncrBytes { get; init; } = 65536;

    /// <summary>tcache_gc_delay_bytes: bytes that a class must have moved before its cache is trimmed. Default 0.</summary>
    public ulong TcacheGcDelayBytes { get; init; }

    /// <summary>lg_tcache_flush_small_div: a full cache of a small class gives back its slots divided by 2 to this power. 1 to 16, default 1.</summary>
    public uint LgTcacheFlushSmallDiv { get; init; } = 1;

    /// <summary>lg_tcache_flush_large_div: the same for a large class. 1 to 16, default 1.</summary>
    public uint LgTcacheFlushLargeDiv { get; init; } = 1;
}
