using AllocSim.Allocator.Jemalloc.Arenas;
using AllocSim.Allocator.Jemalloc.Pages;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Background;

/// <summary>When background threads have something to do, where versions differ.</summary>
internal abstract class BackgroundPlan
{
    /// <summary>The least time that a thread sleeps, nanoseconds.</summary>
    public const ulong MinIntervalNs = 100_000_000;

    /// <summary>Whether a thread that wakes up purges at once; otherwise it first looks how long that can wait.</summary>
    public abstract bool PurgesFirst(BackgroundThread info);

    /// <summary>How long an arena can be left alone, nanoseconds; <see cref="BackgroundThread.Indefinite"/> for ever.</summary>
    public abstract ulong NsUntilWork(Tsd thread, Arena arena);

    /// <summary>Wakes a started thread, whose lock is held, if it should act sooner than planned.</summary>
    /// <param name="thread">Who tells it.</param>
    /// <param name="pages">The arena's pages.</param>
    /// <param name="decay">The decay whose pages became unused.</param>
    /// <param name="threads">All background threads.</param>
    /// <param name="info">The arena's.</param>
    /// <param name="newPages">Pages that became unused in the last epoch.</param>
    public abstract void Tell(Tsd? thread, Pac pages, Decay decay, BackgroundThreads threads, BackgroundThread info, ulong newPages);
}
