namespace AllocSim.Allocator.Classic.Sizes;

/// <summary>Bytes of the library's records, and where in them their parts lie: 2.1.3 on x86-64 with statistics, fill, tiny classes and thread caches.</summary>
internal static class RecordSizes
{
    /// <summary>A line of the processor's cache: what the base allocator rounds to. (CACHELINE)</summary>
    public const ulong CacheLine = 64;

    /// <summary>A chunk's header before its page map. (offsetof arena_chunk_t, map)</summary>
    public const ulong ChunkHeader = 40;

    /// <summary>An element of the page map. (arena_chunk_map_t)</summary>
    public const ulong MapElement = 24;

    /// <summary>The tree's links, at the beginning of a map element.</summary>
    public const ulong MapLinks = 16;

    /// <summary>The bits of a map element: size or place, and flags.</summary>
    public const ulong MapBits = 8;

    /// <summary>A run's header. (arena_run_t)</summary>
    public const ulong RunHeader = 32;

    /// <summary>An arena before its bins. (offsetof arena_t, bins)</summary>
    public const ulong ArenaHeader = 232;

    /// <summary>A bin of an arena. (arena_bin_t)</summary>
    public const ulong Bin = 184;

    /// <summary>Statistics of a large class. (malloc_large_stats_t)</summary>
    public const ulong LargeStats = 40;

    /// <summary>Statistics of a bin, as controls keep them. (malloc_bin_stats_t)</summary>
    public const ulong BinStats = 80;

    /// <summary>What controls keep of an arena. (ctl_arena_stats_t)</summary>
    public const ulong CtlArena = 144;

    /// <summary>A huge object's record. (extent_node_t)</summary>
    public const ulong ExtentNode = 32;

    /// <summary>A thread's cache before its bins. (offsetof tcache_t, tbins)</summary>
    public const ulong TcacheHeader = 32;

    /// <summary>A bin of a thread's cache. (tcache_bin_t)</summary>
    public const ulong TcacheBin = 32;

    /// <summary>A pointer, a link, a size.</summary>
    public const ulong Word = 8;

    /// <summary>Rounds up to whole lines of the cache; wraps as the library's arithmetic does.</summary>
    public static ulong LinesOf(ulong bytes) => unchecked(bytes + CacheLine - 1) & ~(CacheLine - 1);
}
