using AllocSim.Allocator.Jemalloc.Sizes;

namespace AllocSim.Allocator.Jemalloc.Metadata;

/// <summary>Bytes that jemalloc's own records take on a 64-bit Linux, so that metadata lands on the addresses where the real library has it.</summary>
/// <remarks>
/// jemalloc 5.3.0 as a compiler lays it out with statistics and profiling compiled in. Addresses of records matter beyond accounting: decay and
/// thread generators are seeded with them, and spare extent records are reused in address order. Terms that depend on the number of size
/// classes are computed; the constants are the sizes of the fixed parts.
/// </remarks>
public sealed class RecordSizes
{
    /// <summary>base_block_t: the header of each block that a base maps.</summary>
    public const ulong BaseBlock = 144;

    /// <summary>Offset of the extent record inside a base block's header.</summary>
    public const ulong BaseBlockEdataOffset = 16;

    /// <summary>edata_t, also its alignment.</summary>
    public const ulong Edata = 128;

    /// <summary>hpdata_t: a page slab of the huge page allocator.</summary>
    public const ulong Hpdata = 248;

    /// <summary>sec_shard_t: a shard of the small extent cache.</summary>
    public const ulong SecShard = 144;

    /// <summary>sec_bin_t: a bin of such a shard.</summary>
    public const ulong SecBin = 24;

    /// <summary>What most records are aligned to.</summary>
    public const ulong CacheLine = 64;

    /// <summary>bin_t: one bin shard.</summary>
    public const ulong Bin = 224;

    /// <summary>background_thread_info_t.</summary>
    public const ulong BackgroundThreadInfo = 208;

    /// <summary>cache_bin_info_t.</summary>
    public const ulong CacheBinInfo = 2;

    /// <summary>tcache_t and tcache_slow_t, which an explicitly created cache carries behind its slots.</summary>
    public const ulong ExplicitTcache = 1760 + 176;

    /// <summary>Offset of the count of bytes allocated in tsd_t.</summary>
    public const ulong TsdAllocatedOffset = 0x338;

    /// <summary>Offset of the count of bytes freed in tsd_t.</summary>
    public const ulong TsdDeallocatedOffset = 0x348;

    /// <summary>tcaches_t: one entry of the table of explicit caches.</summary>
    public const ulong TcachesEntry = 8;

    private const ulong EsetPageClass = 32 + 16;
    private const ulong EsetFixed = 24;
    private const ulong EcacheFixed = 112 + 16;
    private const ulong LargeStats = 48;

    /// <summary>Sizes for a set of size classes.</summary>
    public RecordSizes(SizeClasses sizes)
    {
        ulong pageClasses = (ulong)sizes.PageClassCount + 1;
        ulong eset = (((pageClasses + 63) / 64) * 8) + (pageClasses * EsetPageClass) + EsetFixed;
        ulong ecache = EcacheFixed + (2 * eset);
        ulong arenaStats = 960 + (LargeStats * (ulong)(sizes.Count - sizes.SmallCount));
        ulong paShard = 24 + arenaStats + 280;
        ActivePagesOffset = paShard - 16;
        DecayDirtyOffset = paShard + 56 + (3 * ecache) + 272;
        DecayMuzzyOffset = DecayDirtyOffset + Decay;
        Arena = DecayMuzzyOffset + Decay + 6064;
        Base = 200 + (16 * (ulong)sizes.Count);
    }

    /// <summary>decay_t.</summary>
    public const ulong Decay = 1784;

    /// <summary>arena_t without the bins that follow it.</summary>
    public ulong Arena { get; }

    /// <summary>base_t.</summary>
    public ulong Base { get; }

    /// <summary>Offset of the count of active pages in arena_t.</summary>
    public ulong ActivePagesOffset { get; }

    /// <summary>Offset of the dirty decay state in arena_t; its address seeds the jitter of the deadlines.</summary>
    public ulong DecayDirtyOffset { get; }

    /// <summary>Offset of the muzzy decay state in arena_t.</summary>
    public ulong DecayMuzzyOffset { get; }
}
