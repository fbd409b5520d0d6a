using AllocSim.Allocator.Jemalloc.Ctl;
using AllocSim.Allocator.Jemalloc.Metadata;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Sizes;

namespace AllocSim.Allocator.Jemalloc.Versions;

/// <summary>jemalloc 5.3.0 as Debian builds it, with profiling compiled in.</summary>
internal sealed class Jemalloc530 : JemallocVersion
{
    /// <inheritdoc/>
    public override string Name => "5.3.0";

    /// <inheritdoc/>
    public override string FullName => "5.3.0-0-g54eaed1d8b56b1aa528be3bdd1877e59c56fa90c";

    /// <inheritdoc/>
    internal override ConfTable Options { get; } = new(
        ConfOptions.All,
        [
            ("cache_oblivious", "jemalloc 5.3.0 shows it but does not read it"),
            ("utrace", "a default build of jemalloc 5.3.0 leaves it out"),
            ("xmalloc", "a default build of jemalloc 5.3.0 leaves it out"),
            ("log", "a default build of jemalloc 5.3.0 leaves it out"),
            ("lg_san_uaf_align", "a default build of jemalloc 5.3.0 leaves it out"),
        ]);

    /// <inheritdoc/>
    internal override CtlNode Controls => CtlTree.Whole;

    /// <inheritdoc/>
    /// <remarks>Terms that depend on the number of size classes are computed; the constants are the sizes of the fixed parts.</remarks>
    public override RecordSizes Records(SizeClasses sizes)
    {
        const ulong decay = 1784;
        const ulong largeStats = 48;
        const ulong plainStats = 960; // Of arena_stats_t, up to those of large size classes.
        const ulong hugeParts = 5832; // The small extent cache and the huge page allocator.
        const ulong lastParts = 208; // Spare records, pointers.
        ulong pageClasses = (ulong)sizes.PageClassCount + 1;
        ulong large = (ulong)(sizes.Count - sizes.SmallCount);
        ulong eset = (((pageClasses + 63) / 64) * 8) + (pageClasses * (32 + 16)) + 24;
        ulong ecache = 112 + 16 + (2 * eset);
        ulong arenaStats = plainStats + (largeStats * large);
        ulong paShard = 24 + arenaStats + 280;
        ulong decayDirty = paShard + 56 + (3 * ecache) + 272;
        ulong pagesEnd = decayDirty + (2 * decay) + 24;
        ulong arenaEnd = pagesEnd + hugeParts + lastParts;
        return new RecordSizes
        {
            BaseBlock = 144,
            BaseBlockEdataOffset = 16,
            Edata = 128,
            EdataAlignment = 128,
            Hpdata = 248,
            SecShard = 144,
            SecBin = 24,
            Bin = 224,
            BackgroundThreadInfo = 208,
            CacheBinInfo = 2,
            ExplicitTcache = 1760 + 176, // tcache_t and tcache_slow_t behind the slots.
            TcachesEntry = 8,
            TsdTcacheOffset = 856,
            TsdAllocatedOffset = 0x338,
            TsdDeallocatedOffset = 0x348,
            Arena = arenaEnd,
            ArenaParts =
            [
                new(0, 24), // Counts of threads.
                new(24 + 88, 80), // Of the statistics, those of the pages.
                new(24 + arenaStats, pagesEnd - 24 - arenaStats), // Lists of caches and of large extents, the page allocator.
                new(arenaEnd - lastParts, lastParts),
            ],
            ArenaHpaParts = [new(pagesEnd, hugeParts)],
            ArenaLargeStats = new(24 + plainStats - 8, largeStats * large),
            LargeStats = largeStats,
            Base = 200 + (16 * (ulong)sizes.Count),
            ActivePagesOffset = paShard - 16,
            DecayDirtyOffset = decayDirty,
            DecayMuzzyOffset = decayDirty + decay,
            CtlArenas = 32800,
            CtlArenasHead = 24,
            CtlStats = 720,
            CtlStatsUnprofiled = 336,
            CtlArenaHead = 88,
            CtlArena = 88 + 960 + 48 + 3200 + 8 + (144 * (ulong)sizes.SmallCount) + (2 * largeStats * large) + (48 * (ulong)sizes.PageClassCount),
        };
    }
}
