using AllocSim.Allocator.Jemalloc.Extents.Spare;
using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Pages;
using AllocSim.Allocator.Jemalloc.Threads;
using AllocSim.Simulator.Operations;

namespace AllocSim.Allocator.Jemalloc.Huge;

/// <summary>The huge page allocator of 5.3.0: one page slab at a time is purged, whenever too many pages are dirty; then one is made huge.</summary>
/// <remarks>Source: jemalloc 5.3.0, `src/hpa.c`.</remarks>
internal sealed class HpaShardOneByOne(int arenaIndex, PacContext context, HpaCentral central, EdataCache records, JemallocOptions options, bool isDeferralAllowed)
    : HpaShard(arenaIndex, context, central, records, options, isDeferralAllowed)
{
    private const int MaxUnforced = 16;

    private readonly PageSet _dirty = new((int)(JemallocOptions.HugePage >> context.Sizes.LgPage));

    /// <inheritdoc/>
    protected override bool InsertsAndCuts => false;

    /// <inheritdoc/>
    protected override bool ShouldPurge => PageSlabSet.DirtyPages > MaxDirtyPages || IsHugifyBlocked;

    private bool IsHugifyBlocked => PageSlabSet.ToHugify is { } slab && PageSlabSet.DirtyPages + (ulong)slab.RetainedPages > MaxDirtyPages;

    /// <inheritdoc/>
    /// <remarks>Its spare records go back to the pool. Its page slabs stay mapped for ever, as in the library. (hpa_shard_disable)</remarks>
    public override void Disable(Tsd? thread) => Retire(thread);

    // A page slab that may become huge may so until it is purged or empty, however few extents it comes to hold. (hpa_update_purge_hugify_eligibility)
    protected override void UpdateEligibility(Hpdata slab)
    {
        slab.IsPurgeAllowed = slab.DirtyPages > 0;
        bool isWorthIt = ((ulong)slab.ActivePages << Context.Sizes.LgPage) >= Options.HpaHugificationThreshold;
        if (isWorthIt && !slab.IsHuge)
        {
            slab.AllowHugify(NowNs);
        }

        if (slab.IsEmpty)
        {
            slab.DisallowHugify();
        }
    }

    // (hpa_shard_maybe_do_deferred_work)
    protected override void MaybeDoDeferredWork(Tsd? thread, bool isForced)
    {
        if (!isForced && IsDeferralAllowed)
        {
            return;
        }

        int most = isForced ? int.MaxValue : MaxUnforced;
        int done = 0;
        bool hasActed;
        do
        {
            hasActed = false;
            while (done < most && ShouldPurge)
            {
                Purge(thread);
                hasActed = true;
                done++;
            }

            if (TryHugify(thread))
            {
                hasActed = true;
                done++;
            }
        }
        while (hasActed && done < most);
    }

    // The lock is dropped while pages are purged. (hpa_try_purge)
    private void Purge(Tsd? thread)
    {
        Hpdata slab = PageSlabSet.PickForPurge() ?? throw new TraceFormatException(
            $"operation {Context.Machine.OperationIndex}: jemalloc 5.3.0 would loop for ever here: arena {ArenaIndex} has a huge page that cannot be made huge within hpa_dirty_mult, and nothing left to purge; raise hpa_dirty_mult or hpa_hugification_threshold");
        PageSlabSet.BeginUpdate(slab);
        bool wasHuge = slab.IsHuge;
        slab.DisallowHugify();
        _dirty.BecomeDifference(slab.Touched, slab.Active);
        Mutex.Unlock(thread);
        if (wasHuge)
        {
            Context.Hooks.RefuseHuge(slab.Address, JemallocOptions.HugePage);
        }

        int lgPage = Context.Sizes.LgPage;
        for (int from = 0; slab.TryNextPurge(_dirty, ref from, out int first, out int length);)
        {
            Stats.Npurges++;
            Context.Hooks.TryPurgeForced(slab.Address + ((ulong)first << lgPage), (ulong)length << lgPage);
        }

        Mutex.Lock(thread);
        Stats.NpurgePasses++;
        LastPurgeNs = NowNs;
        if (wasHuge)
        {
            Stats.Ndehugifies++;
            slab.Dehugify();
        }

        slab.EndPurge(_dirty);
        UpdateEligibility(slab);
        PageSlabSet.EndUpdate(slab);
    }

    // The lock is dropped meanwhile. (hpa_try_hugify)
    private bool TryHugify(Tsd? thread)
    {
        if (IsHugifyBlocked || PageSlabSet.ToHugify is not { } slab || MsSince(slab.HugifyAllowedSinceNs) < Options.HpaHugifyDelayMs)
        {
            return false;
        }

        Mutex.Unlock(thread);
        Context.Hooks.WantHuge(slab.Address, JemallocOptions.HugePage);
        Mutex.Lock(thread);
        Stats.Nhugifies++;
        PageSlabSet.BeginUpdate(slab);
        slab.DisallowHugify();
        slab.Hugify();
        UpdateEligibility(slab);
        PageSlabSet.EndUpdate(slab);
        return true;
    }
}
