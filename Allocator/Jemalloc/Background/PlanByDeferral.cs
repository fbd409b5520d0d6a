using AllocSim.Allocator.Jemalloc.Arenas;
using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Pages;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Background;

/// <summary>Whoever leaves work to a thread that sleeps for ever wakes it, and it then plans for that. From 5.3 on.</summary>
internal sealed class PlanByDeferral : BackgroundPlan
{
    /// <inheritdoc/>
    /// <remarks>A thread that had nothing to wait for only looks how long what woke it can wait. (background_work_sleep_once)</remarks>
    public override bool PurgesFirst(BackgroundThread info) => !info.SleepsIndefinitely;

    /// <inheritdoc/>
    public override ulong NsUntilWork(Tsd thread, Arena arena) => arena.Pages.NsUntilDeferredWork(thread);

    /// <inheritdoc/>
    public override void Tell(Tsd? thread, Pac pages, Decay decay, BackgroundThreads threads, BackgroundThread info, ulong newPages)
    {
        if (info.SleepsIndefinitely)
        {
            threads.WakeEarly(info, null);
        }
        else if (ShouldDecayEarly(thread, decay, info, newPages, out ulong remainingNs))
        {
            info.NewPagesToPurge = 0;
            threads.WakeEarly(info, remainingNs);
        }
    }

    // (arena_should_decay_early)
    private static bool ShouldDecayEarly(Tsd? thread, Decay decay, BackgroundThread info, ulong newPages, out ulong remainingNs)
    {
        remainingNs = 0;
        if (!decay.Mutex.TryLock(thread))
        {
            return false;
        }

        bool isPlanned = decay.TimeMs > 0 && info.NextWakeupNs > (ulong)decay.EpochNs;
        if (isPlanned)
        {
            remainingNs = info.NextWakeupNs - (ulong)decay.EpochNs;
            info.NewPagesToPurge += newPages > 0 ? decay.PurgedAfter(remainingNs, newPages) : 0;
        }

        decay.Mutex.Unlock(thread);
        return isPlanned && info.NewPagesToPurge > Pac.DeferredPagesThreshold;
    }
}
