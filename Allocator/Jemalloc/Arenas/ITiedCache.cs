using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Arenas;

/// <summary>A cache of free objects as the arena that fills it sees it.</summary>
internal interface ITiedCache
{
    /// <summary>Number of its bins, one for each size class that it can hold.</summary>
    int BinCount { get; }

    /// <summary>Requests that a bin has served and not yet told the arena.</summary>
    ulong RequestsOf(int szind);

    /// <summary>Objects in a bin.</summary>
    int CountOf(int szind);

    /// <summary>Ties the cache to an arena, whichever it was tied to before.</summary>
    void Tie(Tsd thread, Arena arena);
}
