namespace AllocSim.Allocator.Jemalloc.Options.Conf;

/// <summary>All options that a default build of a version reads from a MALLOC_CONF string.</summary>
/// <param name="All">The options in the library's order.</param>
/// <param name="NotBuilt">Options of the source that a default build leaves out or never reads, and why.</param>
internal sealed record ConfTable(ConfOption[] All, (string Name, string Reason)[] NotBuilt)
{
    private static readonly string[] Abbreviations = ["metadata_thp", "dss", "percpu_arena", "hpa_hugify_style"];

    /// <summary>Options that a default build of a version leaves out.</summary>
    public static (string Name, string Reason)[] LeftOut(string version, params string[] names) => [.. names.Select(name => (name, $"a default build of jemalloc {version} leaves it out"))];

    /// <summary>The option that a key stands for. Some names may be cut short, down to nothing: the library compares no further than the key goes.</summary>
    public ConfOption? Find(string key)
    {
        ConfOption? whole = Array.Find(All, option => option.Name == key);
        string? name = Array.Find(Abbreviations, each => each.StartsWith(key, StringComparison.Ordinal));
        return whole ?? Array.Find(All, option => option.Name == name);
    }

    /// <summary>The defaults, with the values that differ from those of 5.3.0.</summary>
    public JemallocOptions Defaults { get; init; } = new();
}
