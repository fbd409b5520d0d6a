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

    /// <summary>Size classes of slabs, each once.</summary>
    public List<DumpedBin> Bins { get; } = [];

    /// <summary>Size classes of large objects, each once.</summary>
    public List<DumpedLarge> Large { get; } = [];

    /// <summary>Mutexes, each once.</summary>
    public List<DumpedMutex> Mutexes { get; } = [];

    /// <summary>Whether it tells of arenas, together or one by one.</summary>
    public bool HasArenas { get; set; }

    /// <summary>Whether it has the part of the size classes of slabs.</summary>
    public bool HasBins { get; set; }

    /// <summary>Whether it has the part of the size classes of large objects.</summary>
    public bool HasLarge { get; set; }

    /// <summary>Bytes of a page.</summary>
    public double Page => Figures.GetValueOrDefault("page", UsualPage);

    /// <summary>Whether it says how long threads waited: the JSON of 5.2 and later has other counters in the place of times, and the number of waits in that of spins.</summary>
    public bool HasTimes { get; set; } = true;

    /// <summary>A figure; null where the dump has none.</summary>
    public double? this[string name] => Figures.TryGetValue(name, out double value) ? value : null;

    /// <summary>An option; null where the dump has none.</summary>
    public string? Option(string name) => Options.GetValueOrDefault(name);

    /// <summary>Adds to a figure, which arenas have one by one. Times are not added up: the arenas had them side by side.</summary>
    public void Add(string name, double value)
        => Figures[name] = name == "uptime_ns" || name.EndsWith("_decay_ms", StringComparison.Ordinal) ? Math.Max(Figures.GetValueOrDefault(name), value) : Figures.GetValueOrDefault(name) + value;

    /// <summary>Adds what an arena has of a size class of slabs.</summary>
    public void Add(DumpedBin bin)
        => Put(Bins, one => one.Size == bin.Size, one => new DumpedBin(one.Size, one.Regions, one.Slabs + bin.Slabs, one.Live + bin.Live, one.Requests + bin.Requests, one.Fills + bin.Fills, one.Flushes + bin.Flushes, one.Waits + bin.Waits, one.WaitNs + bin.WaitNs) { Allocations = one.Allocations + bin.Allocations }, bin);

    /// <summary>Adds what an arena has of a size class of large objects.</summary>
    public void Add(DumpedLarge large)
        => Put(Large, one => one.Size == large.Size, one => new DumpedLarge(one.Size, one.Requests + large.Requests, one.Live + large.Live), large);

    /// <summary>Adds a mutex, of which arenas have one each.</summary>
    public void Add(DumpedMutex mutex)
        => Put(Mutexes, one => one.Name == mutex.Name, one => new DumpedMutex(one.Name, one.Operations + mutex.Operations, one.Waits + mutex.Waits, one.WaitNs + mutex.WaitNs, Math.Max(one.MaxWaitNs, mutex.MaxWaitNs)), mutex);

    private static void Put<T>(List<T> all, Predicate<T> isSame, Func<T, T> withMore, T added)
    {
        int at = all.FindIndex(isSame);
        if (at < 0)
        {
            all.Add(added);
        }
        else
        {
            all[at] = withMore(all[at]);
        }
    }
}
