using System.Runtime.CompilerServices;
using AllocSim.Allocator.Jemalloc.Caches;
using AllocSim.Allocator.Jemalloc.Extents;
using AllocSim.Allocator.Jemalloc.Pages;
using AllocSim.Simulator.Costs;

namespace AllocSim.Allocator.Jemalloc.Arenas;

/// <content>Decay: purging pages that have been unused for long enough.</content>
internal sealed partial class Arena
{
    /// <summary>Counts operations of a thread; now and then it is time to look at decay. (arena_decay_ticks)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void DecayTick(Tsd? thread, int count)
    {
        if (thread is not null && thread.DecayTicker.Tick(ref thread.PrngState, count))
        {
            Decay(thread, all: false);
        }
    }

    /// <summary>Purges what is due, or everything. (arena_decay)</summary>
    public void Decay(Tsd? thread, bool all)
    {
        if (Decay(thread, ExtentState.Dirty, all) && (Pages.Pac.Muzzy.Pages != 0 || Pages.Pac.DecayMuzzy.TimeMs > 0))
        {
            Decay(thread, ExtentState.Muzzy, all);
        }
    }

    /// <summary>Sets a decay time; false when it is out of range.</summary>
    public bool TrySetDecayMs(Tsd? thread, ExtentState state, long decayMs) =>
        Pages.Pac.TrySetDecayMs(thread, state, decayMs, PurgeEagerness.OnEpochAdvance);

    // Unused pages have just come in.
    private void HandleDeferredWork(Tsd? thread)
    {
        if (Pages.Pac.DecayDirty.TimeMs == 0)
        {
            Decay(thread, ExtentState.Dirty, all: true);
        }
    }

    // False: somebody else is at it.
    private bool Decay(Tsd? thread, ExtentState state, bool all)
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

        Charge(CostKind.DecayCheck);
        Pages.Pac.MaybeDecayPurge(thread, state, PurgeEagerness.OnEpochAdvance);
        decay.Mutex.Unlock(thread);
        return true;
    }
}
