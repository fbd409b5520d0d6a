using AllocSim.Allocator.Jemalloc.Arenas;
using AllocSim.Allocator.Jemalloc.Caches;
using AllocSim.Allocator.Jemalloc.Ctl;
using AllocSim.Allocator.Jemalloc.Extents;
using AllocSim.Allocator.Jemalloc.Metadata;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Pages;
using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Allocator.Jemalloc.Slabs;

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
    internal override TcacheShape Caches { get; } = new((sizes, options) => sizes.SizeToUsable(options.TcacheMax), sizes => (ulong)sizes.PageSize, GuardSlots: 2, FlushesOldestFirst: false, _ => 0);

    /// <inheritdoc/>
    internal override PurgeHabits Purging { get; } = new(
        SkipsEmptyPurge: true,
        SkipsIdleMuzzy: true,
        RemembersLimit: true,
        KeepsOversizeWithoutDecay: true,
        ChecksBackgroundAfterPurge: true,
        TellsOfMuzzy: false,
        PurgesLeftArenas: true);

    /// <inheritdoc/>
    internal override CacheHold Hold { get; } = new HeldThroughout();

    /// <inheritdoc/>
    internal override SlabReturn EmptySlabs { get; } = new ReturnedLater();

    /// <inheritdoc/>
    internal override bool ProbesZeroing => true;

    /// <inheritdoc/>
    internal override bool AdvisesMetadata => true;

    /// <inheritdoc/>
    internal override bool FreesMinimally => true;

    /// <inheritdoc/>
    internal override bool OffsetsByArena => false;

    /// <inheritdoc/>
    internal override bool SharesOversizeThreshold => false;

    /// <inheritdoc/>
    internal override bool ResizesByPlainSize => false;

    /// <inheritdoc/>
    internal override ulong SlabAlignmentMax(int pageSize) => (ulong)pageSize;

    /// <inheritdoc/>
    internal override int ActiveFitShift(ulong lgMaxFit) => (int)lgMaxFit;

    /// <inheritdoc/>
    internal override NeighbourRule Neighbours(JemallocOptions options) => new NeighboursOfOneMapping(options.Retain);

    /// <inheritdoc/>
    internal override DecayTicks NewDecayTicks(Func<int> arenaCount, Func<int, ulong> allocate, Action<ulong> free) => new TicksByThread();

    /// <inheritdoc/>
    /// <remarks>Terms that depend on the number of size classes are computed; the constants are the sizes of the fixed parts.</remarks>
    public override RecordSizes Records(SizeClasses sizes)
    {
        const ulong decay = 1784;
        const ulong largeStats = 48;
        ulong pageClasses = (ulong)sizes.PageClassCount + 1;
        ulong large = (ulong)(sizes.Count - sizes.SmallCount);
        ulong eset = (((pageClasses + 63) / 64) * 8) + (pageClasses * (32 + 16)) + 24;
        ulong ecache = 112 + 16 + (2 * eset);
        ulong arenaStats = 960 + (largeStats * large);
        ulong paShard = 24 + arenaStats + 280;
        ulong decayDirty = paShard + 56 + (3 * ecache) + 272;
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
            TsdAllocatedOffset = 0x338,
            TsdDeallocatedOffset = 0x348,
            Arena = decayDirty + (2 * decay) + 6064,
            Base = 200 + (16 * (ulong)sizes.Count),
            ActivePagesOffset = paShard - 16,
            DecayDirtyOffset = decayDirty,
            DecayMuzzyOffset = decayDirty + decay,
            CtlArenas = 32800,
            CtlStats = 720,
            CtlArena = 88 + 960 + 48 + 3200 + 8 + (144 * (ulong)sizes.SmallCount) + (2 * largeStats * large) + (48 * (ulong)sizes.PageClassCount),
        };
    }
}
