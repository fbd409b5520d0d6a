using AllocSim.Allocator.Jemalloc.Arenas;
using AllocSim.Allocator.Jemalloc.Extents;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Pages;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Background;

/// <summary>A thread purges whenever it wakes up; it is woken for many pages, or where it sleeps for ever and there is anything unused. Up to 5.2.</summary>
/// <remarks>Source: jemalloc 5.2.1, `src/background_thread.c`.</remarks>
internal sealed class PlanByInterval : BackgroundPlan
{
    private const ulong Threshold = Pac.DeferredPagesThreshold;

    /// <inheritdoc/>
    public override bool PurgesFirst(BackgroundThread info) => true;

    /// <inheritdoc/>
    /// <remarks>(arena_decay_compute_purge_interval)</remarks>
    public override ulong NsUntilWork(Tsd thread, Arena arena)
    {
        Pac pages = arena.Pages.Pac;
        ulong dirty = Interval(thread, pages, ExtentState.Dirty);
        return dirty == MinIntervalNs ? dirty : Math.Min(dirty, Interval(thread, pages, ExtentState.Muzzy));
    }

    /// <inheritdoc/>
    /// <remarks>(background_thread_interval_check)</remarks>
    public override void Tell(Tsd? thread, Pac pages, Decay decay, BackgroundThreads threads, BackgroundThread info, ulong newPages)
    {
        if (!decay.Mutex.TryLock(thread))
        {
            return;
        }

        ulong epoch = (ulong)decay.EpochNs;
        if (decay.TimeMs > 0 && info.NextWakeupNs > epoch && info.NextWakeupNs - epoch >= MinIntervalNs)
        {
            info.NewPagesToPurge += newPages > 0 ? decay.PurgedAfter(info.NextWakeupNs - epoch, newPages) : 0;
            bool isAnythingUnused = pages.Dirty.Pages > 0 || pages.Muzzy.Pages > 0 || info.NewPagesToPurge > 0;
            if (info.NewPagesToPurge > Threshold || (info.SleepsIndefinitely && isAnythingUnused))
            {
                info.NewPagesToPurge = 0;
                threads.WakeEarly(info, null);
            }
        }

        decay.Mutex.Unlock(thread);
    }

    private static ulong Interval(Tsd thread, Pac pages, ExtentState state)
    {
        (Decay decay, Ecache cache) = pages.Of(state);
        if (!decay.Mutex.TryLock(thread))
        {
            return MinIntervalNs;
        }

        ulong ns = decay.NsUntilPurge(cache.Pages, Threshold, MinIntervalNs);
        decay.Mutex.Unlock(thread);
        return Math.Max(ns, MinIntervalNs);
    }
}
