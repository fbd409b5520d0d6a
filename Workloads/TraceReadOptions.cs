using AllocSim.Workloads.Import;

namespace AllocSim.Workloads;

/// <summary>How a trace is read.</summary>
public sealed record TraceReadOptions
{
    /// <summary>Strict reading on the default clock.</summary>
    public static TraceReadOptions Strict { get; } = new();

    /// <summary>Lenient reading on the default clock.</summary>
    public static TraceReadOptions Repairing { get; } = new() { Lenient = true };

    /// <summary>Faults are repaired or skipped, and counted, instead of ending the run.</summary>
    public bool Lenient { get; init; }

    /// <summary>Comments and unusual spellings of a plain-text trace are kept, so that it can be written back byte for byte.</summary>
    public bool KeepText { get; init; }

    /// <summary>Marks are kept for a consumer that takes them.</summary>
    public bool KeepMarks { get; init; }

    /// <summary>Controls that are called before the first operation.</summary>
    public IReadOnlyList<FirstControl> FirstControls { get; init; } = [];

    /// <summary>The clock of a trace that carries no time, or one to use instead of recorded times; null for recorded times, or the default clock where there are none.</summary>
    public ClockRule? Clock { get; init; }

    /// <summary>Takes the share of the file that has been read, 0 to 1, on whatever thread reads it; null for nobody.</summary>
    public Action<double>? ReadShare { get; init; }
}
