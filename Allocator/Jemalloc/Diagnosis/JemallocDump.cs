namespace AllocSim.Allocator.Jemalloc.Diagnosis;

/// <summary>What a dump of malloc_stats_print says, text or JSON, of releases 2.1 to 5.3.1. What it does not say is missing.</summary>
internal sealed class JemallocDump
{
    private const double UsualPage = 4096;

    /// <summary>The release, as the dump has it; empty where it says none.</summary>
    public string Version { get; set; } = "";

    /// <summary>The release in three numbers; empty where the dump says none, as that of a library that was built without its history (0.0.0).</summary>
    public string Release => Version.StartsWith("0.0.0", StringComparison.Ordinal) ? "" : Version.Split('-')[0];

    /// <summary>Whether it has options that 5.0 took away.</summary>
    public bool IsBefore5 => Options.ContainsKey("lg_dirty_mult") || Options.ContainsKey("decay_time");

    /// <summary>Options at run time, without opt.</summary>
    public Dictionary<string, string> Options { get; } = new(StringComparer.Ordinal);

    /// <summary>Figures of the whole and of all arenas together, by the name of their control's last part: allocated, active, pdirty, tcache_bytes, …</summary>
    public Dictionary<string, double> Figures { get; } = new(StringComparer.Ordinal);

    /// <summary>Size classes of slabs.</summary>
    public List<DumpedBin> Bins { get; } = [];

    /// <summary>Size classes of large objects.</summary>
    public List<DumpedLarge> Large { get; } = [];

    /// <summary>Mutexes.</summary>
    public List<DumpedMutex> Mutexes { get; } = [];

    /// <summary>Bytes of a page.</summary>
    public double Page => Figures.GetValueOrDefault("page", UsualPage);

    /// <summary>Whether it says how long threads waited: the JSON of 5.2 and later has other counters in the place of times, and the number of waits in that of spins.</summary>
    public bool HasTimes { get; set; } = true;

    /// <summary>A figure; null where the dump has none.</summary>
    public double? this[string name] => Figures.TryGetValue(name, out double value) ? value : null;

    /// <summary>An option; null where the dump has none.</summary>
    public string? Option(string name) => Options.GetValueOrDefault(name);

    /// <summary>Adds to a figure, which arenas have one by one.</summary>
    public void Add(string name, double value) => Figures[name] = Figures.GetValueOrDefault(name) + value;
}
