using AllocSim.Simulator.Contention.Traces;

namespace AllocSim.Simulator.Replay;

/// <summary>How a trace is replayed.</summary>
public sealed record ReplayOptions
{
    /// <summary>Which pages of a new object are written at once.</summary>
    public TouchMode Touch { get; init; } = TouchMode.Size;

    /// <summary>How to run the trace in simulated time; null for a serial run.</summary>
    public ContendedOptions? Contended { get; init; }

    /// <summary>Whether calls that the allocator does not have are made as the plain calls with the same effect, and left out where there is none; otherwise they end the replay.</summary>
    public bool MapsMissingCalls { get; init; }

    /// <summary>Where the statistics go that the trace asks for on the way, by operation index. The writer is disposed after use. Null: they are made and thrown away.</summary>
    public Func<long, TextWriter>? StatsWriter { get; init; }

    /// <summary>What malloc_stats_print is called with: letters, of which J asks for JSON rather than text.</summary>
    public string StatsOptions { get; init; } = "J";
}
