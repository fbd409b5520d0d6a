using AllocSim.Cli.Progress;
using AllocSim.Reports.Measures.Samples;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Replay;

namespace AllocSim.Cli.Runs;

/// <summary>What a replay writes and watches on the way.</summary>
public sealed record ReplayOutputs
{
    /// <summary>Where returned addresses go; null for nowhere.</summary>
    public AddressLog? Addresses { get; init; }

    /// <summary>Where calls to the system go; null for nowhere.</summary>
    public SystemCallLog? SystemCalls { get; init; }

    /// <summary>Opens the file for the statistics that the trace asks for at an operation; null to throw them away.</summary>
    public Func<long, TextWriter>? StatsAt { get; init; }

    /// <summary>Opens the file for the statistics at the end; null for none.</summary>
    public Func<TextWriter>? FinalStats { get; init; }

    /// <summary>Where the allocator prints statistics by itself, asked each time; null to throw them away.</summary>
    public Func<TextWriter>? IntervalStats { get; init; }

    /// <summary>Opens the file for a heap profile that is dumped on the way, by its name; null to throw them away.</summary>
    public Func<string, TextWriter>? ProfileAt { get; init; }

    /// <summary>Opens the file for the heap profile at the end; null for none.</summary>
    public Func<TextWriter>? FinalProfile { get; init; }

    /// <summary>The letters that malloc_stats_print gets.</summary>
    public string StatsOptions { get; init; } = "J";

    /// <summary>Where a contended run's picture goes; null for nowhere.</summary>
    public Stream? TraceEvents { get; init; }

    /// <summary>Who tells how far the replay is; null for nobody.</summary>
    public WorkProgress? Progress { get; init; }

    /// <summary>When to take samples.</summary>
    public SampleRule Sampling { get; init; } = SampleRule.Adaptive;

    /// <summary>How much is recorded; a run that leaves files needs everything.</summary>
    public RecordingDepth Depth { get; init; } = RecordingDepth.Everything;

    /// <summary>Whether nothing but the row of summary.csv is made of the run: a point of a sweep. Only the highest sample and the last one are kept then.</summary>
    public bool IsRowOnly { get; init; }

    /// <summary>Operations between two checks of the allocator's books; 0 to go by the number of live objects, null for no checks at all.</summary>
    public long? CheckEvery { get; init; }

    /// <summary>Makes what looks at the machine after chosen operations, when the machine is there; null for nobody.</summary>
    public Func<SimMachine, MomentWatch>? Moments { get; init; }
}
