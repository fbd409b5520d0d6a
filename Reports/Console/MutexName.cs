namespace AllocSim.Reports.Console;

/// <summary>Names of mutexes for people.</summary>
internal static class MutexName
{
    /// <summary>What charts and sentences call a mutex: arena 0 bin 3, prof.</summary>
    public static string Short(string mutex) => mutex
        .Replace("stats.arenas.", "arena ", StringComparison.Ordinal)
        .Replace("stats.mutexes.", "", StringComparison.Ordinal)
        .Replace(".mutexes.", " ", StringComparison.Ordinal)
        .Replace(".bins.", " bin ", StringComparison.Ordinal)
        .Replace(".mutex", "", StringComparison.Ordinal)
        .Replace(".extent_grow", " extent_grow", StringComparison.Ordinal)
        .Replace(".sanitizer_bump_allocator", " sanitizer_bump_allocator", StringComparison.Ordinal);
}
