using AllocSim.Allocator.Jemalloc.Stats;

namespace AllocSim.Allocator.Jemalloc.Ctl;

/// <summary>Which controls a version has.</summary>
internal sealed record ControlSet
{
    /// <summary>Build settings and their values.</summary>
    public required (string Name, bool Value)[] Config { get; init; }

    /// <summary>Options that can be read; null for all.</summary>
    public string[]? Options { get; init; }

    /// <summary>Options that the tree names but a default build leaves out.</summary>
    public string[] NotBuilt { get; init; } = [];

    /// <summary>Mutexes of the whole allocator.</summary>
    public required GlobalMutex[] GlobalMutexes { get; init; }

    /// <summary>Mutexes of an arena.</summary>
    public required ArenaMutex[] ArenaMutexes { get; init; }

    /// <summary>Whether the requests of large objects of an arena read as what the arena has handed out.</summary>
    public bool ShowsMallocsForRequests { get; init; }

    /// <summary>Controls of other versions: each with all below it. An indexed level is a star.</summary>
    public string[] Without { get; init; } = [];
}
