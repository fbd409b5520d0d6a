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

/// <summary>jemalloc 5.2.1 as built by default: what Ubuntu 20.04 and 22.04, Debian 11 and Redis 5 to 7 have.</summary>
internal sealed class Jemalloc521 : JemallocVersion
{
    private const int GcSweep = 8192;

    /// <inheritdoc/>
    public override string Name => "5.2.1";

    /// <inheritdoc/>
    public override string FullName => "5.2.1-0-gea6b3e973b477b8061e0076bb257dbd7f3faa756";

    /// <inheritdoc/>
    internal override ConfTable Options { get; } = new(ConfOptions.All, []);

    /// <inheritdoc/>
    internal override CtlNode Controls => CtlTree.Whole;

    /// <inheritdoc/>
    internal override TcacheShape Caches { get; } = new(MaxCached, _ => RecordSizes.CacheLine, GuardSlots: 0, FlushesOldestFirst: true, sizes => (GcSweep / sizes.SmallCount) + (GcSweep / sizes.SmallCount == 0 ? 0 : 1));

    /// <inheritdoc/>
    internal override PurgeHabits Purging { get; } = new(
        SkipsEmptyPurge: false,
        SkipsIdleMuzzy: false,
        RemembersLimit: false,
        KeepsOversizeWithoutDecay: false,
        ChecksBackgroundAfterPurge: false,
        TellsOfMuzzy: true,
        PurgesLeftArenas: false);

    /// <inheritdoc/>
    internal override CacheHold Hold { get; } = new LetGoMeanwhile();

    /// <inheritdoc/>
    internal override SlabReturn EmptySlabs { get; } = new ReturnedAtOnce();

    /// <inheritdoc/>
    internal override bool ProbesZeroing => false;

    /// <inheritdoc/>
    internal override bool AdvisesMetadata => false;

    /// <inheritdoc/>
    internal override bool FreesMinimally => false;

    /// <inheritdoc/>
    internal override bool OffsetsByArena => true;

    /// <inheritdoc/>
    internal override bool SharesOversizeThreshold => true;

    /// <inheritdoc/>
    internal override bool ResizesByPlainSize => true;

    /// <inheritdoc/>
    internal override ulong SlabAlignmentMax(int pageSize) => (ulong)pageSize / 2;

    /// <inheritdoc/>
    /// <remarks>The library shifts by 64, for which the processor shifts by 0.</remarks>
    internal override int ActiveFitShift(ulong lgMaxFit) => (int)(lgMaxFit & 63);

    /// <inheritdoc/>
    internal override NeighbourRule Neighbours(JemallocOptions options) => new NeighboursOfOneArena();

    /// <inheritdoc/>
    internal override DecayTicks NewDecayTicks(Func<int> arenaCount, Func<int, ulong> allocate, Action<ulong> free) => new TicksByArena(arenaCount, allocate, free);

    /// <inheritdoc/>
    public override RecordSizes Records(SizeClasses sizes)
    {
        const ulong decay = 1784;
        const ulong largeStats = 48;
        ulong pageClasses = (ulong)sizes.PageClassCount + 1;
        ulong large = (ulong)(sizes.Count - sizes.SmallCount);
        ulong extents = 112 + (pageClasses * (8 + 8 + 8)) + (((pageClasses + 63) / 64) * 8) + 24;
        ulong arenaStats = 752 + (largeStats * large);
        ulong active = 24 + arenaStats + 160;
        ulong decayDirty = active + 128 + (3 * extents);
        return new RecordSizes
        {
            BaseBlock = 144,
            BaseBlockEdataOffset = 16,
            Edata = 128,
            EdataAlignment = RecordSizes.CacheLine,
            Bin = 280,
            BackgroundThreadInfo = 208,
            CacheBinInfo = 4,
            ExplicitTcache = 5704,
            TcachesEntry = 8,
            ArenaTdata = 8,
            TsdAllocatedOffset = 16,
            TsdDeallocatedOffset = 24,
            Arena = decayDirty + (2 * decay) + 136 + 112 + (8 * (ulong)sizes.SmallCount) + 16,
            Base = 184 + (8 * (ulong)sizes.Count),
            ActivePagesOffset = active,
            DecayDirtyOffset = decayDirty,
            DecayMuzzyOffset = decayDirty + decay,
            CtlArenas = 32800,
            CtlStats = 272,
            CtlArena = 88 + 34352,
        };
    }

    // A power of two, but at least all small classes.
    private static ulong MaxCached(SizeClasses sizes, JemallocOptions options) => Math.Max(sizes.SmallMax, options.TcacheMax);
}
