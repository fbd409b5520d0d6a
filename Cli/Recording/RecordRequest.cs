namespace AllocSim.Cli.Recording;

/// <summary>What a recording is asked for.</summary>
/// <param name="Output">The trace to write.</param>
/// <param name="Stacks">Which call stacks to record; null for none.</param>
internal sealed record RecordRequest(string Output, StackWalk? Stacks)
{
    /// <summary>Whether the trace was named, rather than left to the default.</summary>
    public bool IsOutputGiven { get; init; }

    /// <summary>Whether a trace that is there already is replaced.</summary>
    public bool Replaces { get; init; }

    /// <summary>Whether to sample the resident set.</summary>
    public bool SamplesResident { get; init; }

    /// <summary>Whether Python is to allocate by malloc.</summary>
    public bool HasPythonMalloc { get; init; }

    /// <summary>What stands before the names of the calls that are recorded, as in je_malloc; empty for malloc itself.</summary>
    public string FunctionPrefix { get; init; } = "";

    /// <summary>Whether to say now and then how far it is.</summary>
    public bool TellsProgress { get; init; }

    /// <summary>Whether to keep the recorder's own files.</summary>
    public bool KeepsRaw { get; init; }
}
