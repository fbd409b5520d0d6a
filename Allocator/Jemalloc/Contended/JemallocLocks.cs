using AllocSim.Simulator.Allocation.Policies;

namespace AllocSim.Allocator.Jemalloc.Contended;

/// <summary>Names of mutexes, and what may save waiting for them.</summary>
internal static class JemallocLocks
{
    private const string OfArenas = "stats.arenas.";

    private static readonly OptionChange[] Changes =
    [
        new("four shards a bin", "bin_shards:8-14336:4"),
        new("caches of twice the size", "lg_tcache_nslots_mul:2,tcache_nslots_small_max:400"),
        new("an arena a CPU", "percpu_arena:percpu"),
    ];

    /// <summary>What charts and sentences call a mutex: arena 0 bin 3, prof.</summary>
    public static string Short(string mutex) => mutex
        .Replace(OfArenas, "arena ", StringComparison.Ordinal)
        .Replace("stats.mutexes.", "", StringComparison.Ordinal)
        .Replace(".mutexes.", " ", StringComparison.Ordinal)
        .Replace(".bins.", " bin ", StringComparison.Ordinal)
        .Replace(".mutex", "", StringComparison.Ordinal)
        .Replace(".extent_grow", " extent_grow", StringComparison.Ordinal)
        .Replace(".sanitizer_bump_allocator", " sanitizer_bump_allocator", StringComparison.Ordinal);

    /// <summary>Whether a name is that of an arena's mutex, as the library's controls have them. The simulator counts more, which they do not tell of (extent_grow, sanitizer_bump_allocator).</summary>
    public static bool IsOfArena(string mutex)
        => mutex.StartsWith(OfArenas, StringComparison.Ordinal) && (mutex.Contains(".mutexes.", StringComparison.Ordinal) || mutex.Contains(".bins.", StringComparison.Ordinal));

    /// <summary>Changes worth running. Threads get an arena of their own as long as there are enough: only where some share one does another help.</summary>
    public static IReadOnlyList<OptionChange> WhatIfs(IReadOnlyCollection<string> locks, int threads)
    {
        int arenas = locks.Count(name => name.EndsWith(".mutexes.base", StringComparison.Ordinal));
        return threads > arenas ? [new("one more arena", FormattableString.Invariant($"narenas:{arenas + 1}")), .. Changes] : Changes;
    }
}
