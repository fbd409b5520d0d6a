using AllocSim.Allocator.Jemalloc.Extents;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Stats;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Pages;

/// <content>Decay: unused pages are given back as they age.</content>
internal sealed partial class Pac
{
    /// <summary>The decay state and cache of a kind of pages.</summary>
    public (Decay Decay, Ecache Cache) Of(ExtentState state) =>
        state == ExtentState.Dirty ? (DecayDirty, Dirty) : (DecayMuzzy, Muzzy);

    /// <summary>Purges everything of a kind. The decay lock is held.</summary>
    public void DecayAll(Tsd? thread, ExtentState state, bool fully)
    {
        ulong pages = Of(state).Cache.Pages;
        DecayToLimit(thread, state, fully, 0, pages);
    }

    /// <summary>Purges what decay asks for. The decay lock is held.</summary>
    /// <returns>Whether an epoch began.</returns>
    public bool MaybeDecayPurge(Tsd? thread, ExtentState state, PurgeEagerness eagerness)
    {
        (Decay decay, Ecache cache) = Of(state);
        if (decay.TimeMs <= 0)
        {
            if (decay.TimeMs == 0)
            {
                DecayToLimit(thread, state, fully: false, 0, cache.Pages);
            }

            return false;
        }

        ulong pages = cache.Pages;
        bool advanced = decay.TryAdvance(_machine.NowNs, pages);
        if (eagerness == PurgeEagerness.Always || (advanced && eagerness == PurgeEagerness.OnEpochAdvance))
        {
            ulong limit = _habits.RemembersLimit ? decay.PagesLimit : decay.AllowedByBacklog();
            if (pages > limit)
            {
                DecayToLimit(thread, state, fully: false, limit, pages - limit);
            }
        }

        return advanced;
    }

    /// <summary>How long a background thread can leave the pages alone, nanoseconds; <see cref="ulong.MaxValue"/> for ever. (pac_time_until_deferred_work)</summary>
    public ulong NsUntilDeferredWork(Tsd? thread)
    {
        ulong dirtyNs = NsUntilPurge(thread, ExtentState.Dirty);
        return dirtyNs == 0 ? 0 : Math.Min(dirtyNs, NsUntilPurge(thread, ExtentState.Muzzy));
    }

    private ulong NsUntilPurge(Tsd? thread, ExtentState state)
    {
        (Decay decay, Ecache cache) = Of(state);
        ulong pages = cache.Pages;
        if (!decay.Mutex.TryLock(thread))
        {
            return 0;
        }

        ulong ns = decay.NsUntilPurge(pages, DeferredPagesThreshold);
        decay.Mutex.Unlock(thread);
        return ns;
    }

    /// <summary>Sets a decay time; false when it is out of range.</summary>
    public bool TrySetDecayMs(Tsd? thread, ExtentState state, long decayMs, PurgeEagerness eagerness)
    {
        if (!Decay.IsValid(decayMs))
        {
            return false;
        }

        Decay decay = Of(state).Decay;
        decay.Mutex.Lock(thread);
        decay.Restart(_machine.NowNs, decayMs);
        MaybeDecayPurge(thread, state, eagerness);
        decay.Mutex.Unlock(thread);
        return true;
    }

    // The lock is dropped while pages are purged.
    private void DecayToLimit(Tsd? thread, ExtentState state, bool fully, ulong limit, ulong most)
    {
        Decay decay = Of(state).Decay;
        if (decay.IsPurging || (most == 0 && _habits.SkipsEmptyPurge))
        {
            return;
        }

        decay.IsPurging = true;
        decay.Mutex.Unlock(thread);
        if (Stash(thread, state, limit, most) != 0)
        {
            PurgeStashed(thread, state, fully);
        }

        decay.Mutex.Lock(thread);
        decay.IsPurging = false;
    }

    private ulong Stash(Tsd? thread, ExtentState state, ulong limit, ulong most)
    {
        Ecache cache = Of(state).Cache;
        ulong stashed = 0;
        while (stashed < most)
        {
            int id = Extents.Evict(thread, cache, limit);
            if (id == EdataTable.Null)
            {
                break;
            }

            _stashed.Append(id);
            stashed += _table[id].Size >> _lgPage;
        }

        return stashed;
    }

    private void PurgeStashed(Tsd? thread, ExtentState state, bool fully)
    {
        bool tryMuzzy = state == ExtentState.Dirty && !fully && DecayMuzzy.TimeMs != 0;
        ulong madvises = 0;
        ulong purged = 0;
        ulong unmapped = 0;
        for (int id = _stashed.First; id != EdataTable.Null; id = _stashed.First)
        {
            _stashed.Remove(id);
            ref Edata edata = ref _table[id];
            ulong pages = edata.Size >> _lgPage;
            madvises++;
            purged += pages;
            if (tryMuzzy && Extents.TryPurgeLazily(id))
            {
                Extents.Cache(thread, Muzzy, id);
                BecameMuzzy?.Invoke(thread);
            }
            else
            {
                Extents.Dalloc(thread, id);
                unmapped += pages;
            }
        }

        ref DecayStats stats = ref state == ExtentState.Dirty ? ref Stats.Dirty : ref Stats.Muzzy;
        stats.Npurge++;
        stats.Nmadvise += madvises;
        stats.Purged += purged;
        Stats.Mapped -= unmapped << _lgPage;
    }
}
