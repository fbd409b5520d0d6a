using AllocSim.Allocator.Jemalloc.Caches;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Simulator.Operations;

namespace AllocSim.Allocator.Jemalloc.Huge;

/// <content>Work that can wait: purging page slabs and making them huge.</content>
internal sealed partial class HpaShard
{
    private const int MaxUnforced = 16;
    private const ulong NsPerMs = 1_000_000;

    private bool _isDeferralAllowed;
    private long _lastPurgeNs;

    private long NowNs => _context.Machine.NowNs;

    // (hpa_shard_has_deferred_work)
    private bool HasDeferredWork => _psset.ToHugify is not null || ShouldPurge;

    private ulong MaxDirtyPages => _options.HpaDirtyMult?.Of(_psset.ActivePages) ?? ulong.MaxValue;

    private bool IsHugifyBlocked => _psset.ToHugify is { } slab && _psset.DirtyPages + (ulong)slab.RetainedPages > MaxDirtyPages;

    private bool ShouldPurge => _psset.DirtyPages > MaxDirtyPages || IsHugifyBlocked;

    /// <summary>Whether a background thread does the work; when that ends, all of it is done at once. (hpa_shard_set_deferral_allowed)</summary>
    public void SetDeferralAllowed(Tsd? thread, bool isAllowed)
    {
        Mutex.Lock(thread);
        bool wasAllowed = _isDeferralAllowed;
        _isDeferralAllowed = isAllowed;
        if (wasAllowed && !isAllowed)
        {
            MaybeDoDeferredWork(thread, isForced: true);
        }

        Mutex.Unlock(thread);
    }

    /// <summary>Does all the work that there is. (hpa_shard_do_deferred_work)</summary>
    public void DoDeferredWork(Tsd? thread)
    {
        Mutex.Lock(thread);
        MaybeDoDeferredWork(thread, isForced: true);
        Mutex.Unlock(thread);
    }

    /// <summary>How long the work can wait, nanoseconds; <see cref="ulong.MaxValue"/> for ever. (hpa_time_until_deferred_work)</summary>
    public ulong NsUntilDeferredWork(Tsd? thread)
    {
        Mutex.Lock(thread);
        ulong ns = NsUntilHugify();
        if (ns != 0 && ShouldPurge)
        {
            ns = Stats.NpurgePasses == 0 ? 0 : Math.Min(ns, NsUntil(_lastPurgeNs, _options.HpaMinPurgeIntervalMs));
        }

        Mutex.Unlock(thread);
        return ns;
    }

    private ulong NsUntilHugify()
        => _psset.ToHugify is { } slab ? NsUntil(slab.HugifyAllowedSinceNs, _options.HpaHugifyDelayMs) : ulong.MaxValue;

    private ulong MsSince(long pastNs) => (ulong)(NowNs - pastNs) / NsPerMs;

    private ulong NsUntil(long pastNs, ulong delayMs)
    {
        ulong ms = MsSince(pastNs);
        return ms < delayMs ? unchecked((delayMs - ms) * NsPerMs) : 0;
    }

    // A page slab that may become huge may so until it is purged or empty, however few extents it comes to hold. (hpa_update_purge_hugify_eligibility)
    private void UpdateEligibility(Hpdata slab)
    {
        slab.IsPurgeAllowed = slab.DirtyPages > 0;
        bool isWorthIt = ((ulong)slab.ActivePages << _context.Sizes.LgPage) >= _options.HpaHugificationThreshold;
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
    private void MaybeDoDeferredWork(Tsd? thread, bool isForced)
    {
        if (!isForced && _isDeferralAllowed)
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
        Hpdata slab = _psset.PickForPurge() ?? throw new TraceFormatException(
            $"operation {_context.Machine.OperationIndex}: jemalloc 5.3.0 would loop for ever here: arena {_arenaIndex} has a huge page that cannot be made huge within hpa_dirty_mult, and nothing left to purge; raise hpa_dirty_mult or hpa_hugification_threshold");
        _psset.BeginUpdate(slab);
        bool wasHuge = slab.IsHuge;
        slab.DisallowHugify();
        _dirty.BecomeDifference(slab.Touched, slab.Active);
        Mutex.Unlock(thread);
        if (wasHuge)
        {
            _context.Hooks.RefuseHuge(slab.Address, JemallocOptions.HugePage);
        }

        int lgPage = _context.Sizes.LgPage;
        for (int from = 0; slab.TryNextPurge(_dirty, ref from, out int first, out int length);)
        {
            Stats.Npurges++;
            _context.Hooks.TryPurgeForced(slab.Address + ((ulong)first << lgPage), (ulong)length << lgPage);
        }

        Mutex.Lock(thread);
        Stats.NpurgePasses++;
        _lastPurgeNs = NowNs;
        if (wasHuge)
        {
            Stats.Ndehugifies++;
            slab.Dehugify();
        }

        slab.EndPurge(_dirty);
        UpdateEligibility(slab);
        _psset.EndUpdate(slab);
    }

    // The lock is dropped meanwhile. (hpa_try_hugify)
    private bool TryHugify(Tsd? thread)
    {
        if (IsHugifyBlocked || _psset.ToHugify is not { } slab || MsSince(slab.HugifyAllowedSinceNs) < _options.HpaHugifyDelayMs)
        {
            return false;
        }

        Mutex.Unlock(thread);
        _context.Hooks.WantHuge(slab.Address, JemallocOptions.HugePage);
        Mutex.Lock(thread);
        Stats.Nhugifies++;
        _psset.BeginUpdate(slab);
        slab.DisallowHugify();
        slab.Hugify();
        UpdateEligibility(slab);
        _psset.EndUpdate(slab);
        return true;
    }
}
