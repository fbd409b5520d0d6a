namespace AllocSim.Allocator.Jemalloc.Metadata;

/// <summary>Bytes that jemalloc's own records take on a 64-bit Linux, so that metadata lands on the addresses where the real library has it.</summary>
/// <remarks>
/// Values of a version, for a set of size classes. Addresses of records matter beyond accounting: decay and thread generators are seeded with them, and spare extent records are
/// reused in address order. A record that a version does not have is 0.
/// </remarks>
public sealed record RecordSizes
{
    /// <summary>What most records are aligned to.</summary>
    public const ulong CacheLine = 64;

    /// <summary>Offset of the word with size and serial in an extent record, bytes; the same in all versions.</summary>
    public const ulong EdataSizeWord = 16;

    /// <summary>Offset of a slab's bitmap in an extent record, bytes; what is behind it is written for slabs alone. The same in all versions.</summary>
    public const ulong EdataSlabData = 64;

    /// <summary>base_block_t: the header of each block that a base maps.</summary>
    public required ulong BaseBlock { get; init; }

    /// <summary>Offset of the extent record inside a base block's header.</summary>
    public required ulong BaseBlockEdataOffset { get; init; }

    /// <summary>edata_t, earlier extent_t.</summary>
    public required ulong Edata { get; init; }

    /// <summary>What an extent record is aligned to.</summary>
    public required ulong EdataAlignment { get; init; }

    /// <summary>hpdata_t: a page slab of the huge page allocator.</summary>
    public ulong Hpdata { get; init; }

    /// <summary>sec_shard_t: a shard of the small extent cache.</summary>
    public ulong SecShard { get; init; }

    /// <summary>sec_bin_t: a bin of such a shard.</summary>
    public ulong SecBin { get; init; }

    /// <summary>bin_t: one bin shard.</summary>
    public required ulong Bin { get; init; }

    /// <summary>background_thread_info_t.</summary>
    public required ulong BackgroundThreadInfo { get; init; }

    /// <summary>cache_bin_info_t.</summary>
    public required ulong CacheBinInfo { get; init; }

    /// <summary>What an explicitly made cache carries beside its slots.</summary>
    public required ulong ExplicitTcache { get; init; }

    /// <summary>tcaches_t: one entry of the table of explicit caches.</summary>
    public required ulong TcachesEntry { get; init; }

    /// <summary>arena_tdata_t: what a thread keeps of each arena.</summary>
    public ulong ArenaTdata { get; init; }

    /// <summary>Offset of the count of bytes allocated in tsd_t.</summary>
    public required ulong TsdAllocatedOffset { get; init; }

    /// <summary>Offset of the cache in tsd_t.</summary>
    public ulong TsdTcacheOffset { get; init; }

    /// <summary>Offset of the count of bytes freed in tsd_t.</summary>
    public required ulong TsdDeallocatedOffset { get; init; }

    /// <summary>arena_t without the bins that follow it.</summary>
    public required ulong Arena { get; init; }

    /// <summary>Bytes of it that lie behind the arena's bins.</summary>
    public ulong ArenaBehindBins { get; init; }

    /// <summary>The parts of arena_t that are written when it is made; its bins are written, too.</summary>
    public required IReadOnlyList<RecordPart> ArenaParts { get; init; }

    /// <summary>The parts of arena_t that are written when the arena gets a huge page allocator.</summary>
    public IReadOnlyList<RecordPart> ArenaHpaParts { get; init; } = [];

    /// <summary>Where arena_t counts what its large objects are: one record of <see cref="LargeStats"/> bytes a large size class, each written when it first counts.</summary>
    public required RecordPart ArenaLargeStats { get; init; }

    /// <summary>arena_stats_large_t: what is counted of one large size class.</summary>
    public required ulong LargeStats { get; init; }

    /// <summary>Offset of the bytes in use in such a record; 0 where the version does not count them.</summary>
    public ulong LargeStatsActive { get; init; }

    /// <summary>base_t.</summary>
    public required ulong Base { get; init; }

    /// <summary>Offset of the count of active pages in arena_t.</summary>
    public required ulong ActivePagesOffset { get; init; }

    /// <summary>Offset of the dirty decay state in arena_t; its address seeds the jitter of the deadlines.</summary>
    public required ulong DecayDirtyOffset { get; init; }

    /// <summary>Offset of the muzzy decay state in arena_t.</summary>
    public required ulong DecayMuzzyOffset { get; init; }

    /// <summary>ctl_arenas_t: the controls' table of arenas.</summary>
    public required ulong CtlArenas { get; init; }

    /// <summary>How much of ctl_arenas_t, from its beginning, comes before the pointers to the records of arenas.</summary>
    public required ulong CtlArenasHead { get; init; }

    /// <summary>ctl_stats_t: the controls' statistics of the whole.</summary>
    public required ulong CtlStats { get; init; }

    /// <summary>How much of ctl_stats_t, from its beginning, a refresh writes without the heap profiler.</summary>
    public required ulong CtlStatsUnprofiled { get; init; }

    /// <summary>How much of ctl_arena_t, from its beginning, comes before its statistics.</summary>
    public required ulong CtlArenaHead { get; init; }

    /// <summary>ctl_arena_t with its statistics.</summary>
    public required ulong CtlArena { get; init; }
}
