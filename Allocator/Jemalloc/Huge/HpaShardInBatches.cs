using AllocSim.Allocator.Jemalloc.Extents.Spare;
using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Pages;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Huge;

/// <summary>The huge page allocator of 5.3.1: at most every so often, up to 16 page slabs at a time are purged; then page slabs are made huge, in one of several styles.</summary>
/// <remarks>Source: jemalloc 5.3.1, `src/hpa.c` and `src/hpa_utils.c`.</remarks>
internal sealed class HpaShardInBatches(int arenaIndex, PacContext context, HpaCentral central, EdataCache records, JemallocOptions options, bool isDeferralAllowed)
    : HpaShard(arenaIndex, context, central, records, options, isDeferralAllowed)
{
    private const int MaxUnforced = 16;
    private const long NsPerMs = 1_000_000;

    private readonly PurgeBatch _batch = new(context);
    private readonly bool _isLazy = options.HpaHugifyStyle == HugifyStyle.Lazy || options.HpaHugifySync;
    private readonly bool _assumesHuge = options.HpaHugifyStyle is HugifyStyle.Eager or HugifyStyle.None;
    private ulong _pendingPages;
    private long _lastAttemptNs;

    /// <inheritdoc/>
    protected override bool InsertsAndCuts => true;

    /// <inheritdoc/>
    protected override bool AgesNewPageSlabs => true;

    /// <inheritdoc/>
    protected override bool ShouldPurge => PageSlabSet.PickForPurge() is not null && (DirtyPagesLeft > MaxDirtyPages || IsHugifyBlocked);

    private bool AsksForHuge => _isLazy || Options.ExperimentalHpaEnforceHugify;

    private ulong DirtyPagesLeft => PageSlabSet.DirtyPages - _pendingPages;

    private bool IsHugifyBlocked => PageSlabSet.ToHugify is { } slab && DirtyPagesLeft + (ulong)slab.RetainedPages > MaxDirtyPages;

    /// <inheritdoc/>
    /// <remarks>Its page slabs are unmapped, those that are empty. (hpa_shard_destroy)</remarks>
    public override void Disable(Tsd? thread)
    {
        while (PageSlabSet.PickForAlloc(Context.Table.PageMask + 1) is { } slab)
        {
            PageSlabSet.Remove(slab);
            Central.Unmap(slab);
        }
    }

    /// <inheritdoc/>
    protected override void UpdateEligibility(Hpdata slab)
    {
        bool isAssumed = _assumesHuge && slab.WasPurgedHuge;
        if (isAssumed && !slab.IsHuge && !slab.IsEmpty && slab.RetainedPages != 0)
        {
            slab.Hugify();
        }

        if (AsksForHuge && ((ulong)slab.ActivePages << Context.Sizes.LgPage) >= Options.HpaHugificationThreshold && !slab.IsHuge)
        {
            slab.AllowHugify(NowNs);
        }

        bool isPurgeable = IsWorthPurging(slab);
        if (isPurgeable && !slab.IsPurgeAllowed && Options.HpaMinPurgeDelayMs > 0)
        {
            slab.PurgeAllowedFromNs = unchecked(NowNs + ((long)Options.HpaMinPurgeDelayMs * NsPerMs));
        }

        slab.IsPurgeAllowed = isPurgeable;
        if (slab.IsEmpty && !isAssumed)
        {
            slab.DisallowHugify();
        }
    }

    /// <inheritdoc/>
    protected override void MaybeDoDeferredWork(Tsd? thread, bool isForced)
    {
        if (!isForced && IsDeferralAllowed)
        {
            return;
        }

        _lastAttemptNs = NowNs;
        long most = isForced ? long.MaxValue : MaxUnforced;
        long done = 0;
        if (MsSince(LastPurgeNs) >= Options.HpaMinPurgeIntervalMs)
        {
            done += Purge(thread, Options.ExperimentalHpaMaxPurgeNhp == -1 ? most : Math.Min(most, Options.ExperimentalHpaMaxPurgeNhp));
        }

        while (TryHugify(thread) && done < most)
        {
            done++;
        }
    }

    // (hpa_good_purge_candidate)
    private bool IsWorthPurging(Hpdata slab)
        => Options.HpaDirtyMult is not null && ((slab.DirtyPages > 0 && slab.IsEmpty) || ((ulong)slab.DirtyPages << Context.Sizes.LgPage) >= Options.HpaPurgeThreshold);

    // Returns how many page slabs were purged. The lock is dropped while a batch is. (hpa_purge)
    private long Purge(Tsd? thread, long most)
    {
        long purged = 0;
        while (true)
        {
            while (purged != most && !_batch.IsFull && ShouldPurge && TryStart())
            {
                purged++;
            }

            if (_batch.Count == 0)
            {
                break;
            }

            Mutex.Unlock(thread);
            _batch.Purge();
            Mutex.Lock(thread);
            _pendingPages -= _batch.DirtyPages;
            Stats.Npurges += _batch.DirtyPages;
            LastPurgeNs = NowNs;
            for (int i = 0; i < _batch.Count; i++)
            {
                Finish(_batch[i]);
            }

            _batch.Clear();
        }

        Stats.NpurgePasses++;
        return purged;
    }

    // (hpa_purge_start_hp)
    private bool TryStart()
    {
        if (PageSlabSet.PickForPurge(Options.HpaMinPurgeDelayMs > 0 ? _lastAttemptNs : null) is not { } slab)
        {
            return false;
        }

        PageSlabSet.BeginUpdate(slab);
        slab.IsPurgeAllowed = false;
        slab.DisallowHugify();
        slab.IsAllocAllowed = false;
        PageSlabSet.EndUpdate(slab);
        slab.WasPurgedHuge = slab.IsHuge && slab.IsEmpty;
        _pendingPages += _batch.Add(slab, AsksForHuge && slab.IsHuge && !slab.IsEmpty);
        return true;
    }

    // (hpa_purge_finish_hp)
    private void Finish(PurgeItem item)
    {
        Stats.Ndehugifies += item.IsMadePlain ? 1UL : 0;
        Hpdata slab = item.Slab!;
        PageSlabSet.BeginUpdate(slab);
        slab.Dehugify();
        slab.EndPurge(item.Dirty);
        slab.IsAllocAllowed = true;
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

        PageSlabSet.BeginUpdate(slab);
        slab.IsPurgeAllowed = false;
        slab.DisallowHugify();
        PageSlabSet.EndUpdate(slab);
        if (AsksForHuge)
        {
            Mutex.Unlock(thread);
            Context.Hooks.WantHuge(slab.Address, JemallocOptions.HugePage);
            Mutex.Lock(thread);
            Stats.Nhugifies++;
            Stats.NhugifyFailures += Options.HpaHugifySync ? 1UL : 0; // A default build cannot do it at once.
        }

        PageSlabSet.BeginUpdate(slab);
        slab.Hugify();
        UpdateEligibility(slab);
        PageSlabSet.EndUpdate(slab);
        return true;
    }
}
