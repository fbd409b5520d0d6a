namespace AllocSim.Allocator.Jemalloc.Options.Conf;

/// <summary>The words that jemalloc has for the values of an enumeration.</summary>
internal static class ConfNames
{
    /// <summary>The word for a value, as options and statistics spell it: the member's name in lower case.</summary>
    public static string ConfName<T>(this T value)
        where T : struct, Enum
        => value.ToString().ToLowerInvariant();
}
