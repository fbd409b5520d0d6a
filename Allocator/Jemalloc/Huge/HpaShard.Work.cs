using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Pages;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Huge;

/// <content>Work that can wait, and what the releases do each in their own way.</content>
internal abstract partial class HpaShard
{
    private const ulong NsPerMs = 1_000_000;

    /// <summary>Whether a background thread does the work; when that ends, all of it is done at once. (hpa_shard_set_deferral_allowed)</summary>
    public void SetDeferralAllowed(Tsd? thread, bool isAllowed)
    {
        Mutex.Lock(thread);
        bool wasAllowed = IsDeferralAllowed;
        IsDeferralAllowed = isAllowed;
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
        ulong ns = PageSlabSet.ToHugify is { } slab ? NsUntil(slab.HugifyAllowedSinceNs, _options.HpaHugifyDelayMs) : ulong.MaxValue;
        if (ns != 0 && ShouldPurge)
        {
            ns = Stats.NpurgePasses == 0 ? 0 : Math.Min(ns, NsUntil(LastPurgeNs, _options.HpaMinPurgeIntervalMs));
        }

        Mutex.Unlock(thread);
        return ns;
    }

    /// <summary>The page slabs.</summary>
    protected Psset PageSlabSet => _psset;

    /// <summary>What it is part of.</summary>
    protected PacContext Context => _context;

    /// <summary>Where page slabs come from.</summary>
    protected HpaCentral Central => _central;

    /// <summary>The options.</summary>
    protected JemallocOptions Options => _options;

    /// <summary>Number of the arena.</summary>
    protected int ArenaIndex => _arenaIndex;

    /// <summary>Whether a background thread does the work that can wait.</summary>
    protected bool IsDeferralAllowed { get; private set; }

    /// <summary>When pages were purged last, nanoseconds.</summary>
    protected long LastPurgeNs { get; set; }

    /// <summary>Now, nanoseconds.</summary>
    protected long NowNs => _context.Machine.NowNs;

    /// <summary>Dirty pages allowed. (hpa_ndirty_max)</summary>
    protected ulong MaxDirtyPages => _options.HpaDirtyMult?.Of(_psset.ActivePages) ?? ulong.MaxValue;

    /// <summary>Whether a new page slab is put in and cut under one hold of the lock.</summary>
    protected abstract bool InsertsAndCuts { get; }

    /// <summary>Whether a page slab has an age already when it is obtained: ages are the serial numbers of the extents in it.</summary>
    protected virtual bool AgesNewPageSlabs => false;

    /// <summary>Whether there are pages to purge. (hpa_should_purge)</summary>
    protected abstract bool ShouldPurge { get; }

    /// <summary>Milliseconds since a moment.</summary>
    protected ulong MsSince(long pastNs) => (ulong)(NowNs - pastNs) / NsPerMs;

    /// <summary>Whether a page slab that has changed may be purged and made huge. (hpa_update_purge_hugify_eligibility)</summary>
    protected abstract void UpdateEligibility(Hpdata slab);

    /// <summary>Purges and makes huge what is due. (hpa_shard_maybe_do_deferred_work)</summary>
    protected abstract void MaybeDoDeferredWork(Tsd? thread, bool isForced);

    // (hpa_shard_has_deferred_work)
    private bool HasDeferredWork => _psset.ToHugify is not null || ShouldPurge;

    private ulong NsUntil(long pastNs, ulong delayMs)
    {
        ulong ms = MsSince(pastNs);
        return ms < delayMs ? unchecked((delayMs - ms) * NsPerMs) : 0;
    }
}
