using AllocSim.Simulator.Contention;
using AllocSim.Simulator.Operations;

namespace AllocSim.Simulator.Replay;

/// <summary>How a trace is replayed.</summary>
public sealed record ReplayOptions
{
    /// <summary>Which pages of a new object are written at once.</summary>
    public TouchMode Touch { get; init; } = TouchMode.Size;

    /// <summary>
    /// Whether what the trace asks for and cannot be had is passed over and counted, rather than being the end: a call that the allocator does not have is made as the plain call with the same effect, or left out where there is none;
    /// an operation on an object that a control discarded is left out.
    /// </summary>
    public bool IsLenient { get; init; }

    /// <summary>How to run the trace in simulated time; null for a serial run.</summary>
    public ContendedOptions? Contended { get; init; }

    /// <summary>Where the statistics go that the trace asks for on the way, by operation index. The writer is disposed after use. Null: they are made and thrown away.</summary>
    public Func<long, TextWriter>? StatsWriter { get; init; }

    /// <summary>What malloc_stats_print is called with: letters, of which J asks for JSON rather than text.</summary>
    public string StatsOptions { get; init; } = "J";
}
