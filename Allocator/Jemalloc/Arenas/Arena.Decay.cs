using System.Runtime.CompilerServices;
using AllocSim.Allocator.Jemalloc.Background;
using AllocSim.Allocator.Jemalloc.Contended;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Pages;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Arenas;

/// <content>Decay: purging pages that have been unused for long enough.</content>
internal sealed partial class Arena
{
    /// <summary>Counts operations of a thread; now and then it is time to look at decay. (arena_decay_ticks)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void DecayTick(Tsd? thread, int count)
    {
        if (thread is not null && _ticks.Tick(thread, this, count))
        {
            Decay(thread, all: false);
        }
    }

    /// <summary>Purges what is due, or everything. (arena_decay)</summary>
    public void Decay(Tsd? thread, bool all)
    {
        if (all)
        {
            Pages.Sec?.Flush(thread);
        }

        DecayBoth(thread, all, isBackground: false);
    }

    /// <summary>Sets a decay time; false when it is out of range.</summary>
    public bool TrySetDecayMs(Tsd? thread, ExtentState state, long decayMs) =>
        Pages.Pac.TrySetDecayMs(thread, state, decayMs, Eagerness(isBackground: false));

    /// <summary>What a background thread does for the arena. (arena_do_deferred_work)</summary>
    public void DoDeferredWork(Tsd thread)
    {
        DecayBoth(thread, all: false, isBackground: true);
        Pages.HpaInUse?.DoDeferredWork(thread);
    }

    // Unused pages have just come in.
    private void HandleDeferredWork(Tsd? thread)
    {
        if (Pages.Pac.DecayDirty.TimeMs == 0)
        {
            Decay(thread, ExtentState.Dirty, all: true, isBackground: false);
            if (!_habits.ChecksBackgroundAfterPurge)
            {
                return;
            }
        }

        TellInactiveBackground(thread);
    }

    // (arena_background_thread_inactivity_check)
    private void TellInactiveBackground(Tsd? thread)
    {
        if (Background.IsEnabled && Background.ToldOf(Index) is { SleepsIndefinitely: true })
        {
            TellBackground(thread, Pages.Pac.DecayDirty, 0);
        }
    }

    // A background thread, whose number is negative, need not tell itself.
    private void TellOfMuzzy(Tsd? thread)
    {
        if (thread is not { Id: < 0 })
        {
            TellInactiveBackground(thread);
        }
    }

    private void DecayBoth(Tsd? thread, bool all, bool isBackground)
    {
        if (Decay(thread, ExtentState.Dirty, all, isBackground) && (!_habits.SkipsIdleMuzzy || Pages.Pac.Muzzy.Pages != 0 || Pages.Pac.DecayMuzzy.TimeMs > 0))
        {
            Decay(thread, ExtentState.Muzzy, all, isBackground);
        }
    }

    // (arena_decide_unforced_purge_eagerness)
    private PurgeEagerness Eagerness(bool isBackground)
        => isBackground ? PurgeEagerness.Always : Background.IsEnabled ? PurgeEagerness.Never : PurgeEagerness.OnEpochAdvance;

    // False: somebody else is at it.
    private bool Decay(Tsd? thread, ExtentState state, bool all, bool isBackground)
    {
        Decay decay = Pages.Pac.Of(state).Decay;
        if (all)
        {
            decay.Mutex.Lock(thread);
            Pages.Pac.DecayAll(thread, state, fully: true);
            decay.Mutex.Unlock(thread);
            return true;
        }

        if (!decay.Mutex.TryLock(thread))
        {
            return false;
        }

        Charge(JemallocCost.DecayCheck);
        bool advanced = Pages.Pac.MaybeDecayPurge(thread, state, Eagerness(isBackground));
        ulong newPages = decay.LastEpochPages;
        decay.Mutex.Unlock(thread);
        if (advanced && !isBackground && Background.IsEnabled)
        {
            TellBackground(thread, decay, newPages);
        }

        return true;
    }

    // Whether the background thread should act sooner than planned. (arena_maybe_do_deferred_work)
    private void TellBackground(Tsd? thread, Decay decay, ulong newPages)
    {
        if (Background.ToldOf(Index) is not { } info || !info.Mutex.TryLock(thread))
        {
            return;
        }

        if (info.State == BackgroundThreadState.Started)
        {
            _plan.Tell(thread, Pages.Pac, decay, Background, info, newPages);
        }

        info.Mutex.Unlock(thread);
    }
}
