namespace AllocSim.Reports.Runs;

/// <summary>What was run: enough to run it again.</summary>
public sealed record RunDescription
{
    /// <summary>The trace's name.</summary>
    public required string Trace { get; init; }

    /// <summary>SHA-256 of the trace file, lower-case hexadecimal.</summary>
    public required string TraceSha256 { get; init; }

    /// <summary>The policy's name.</summary>
    public required string Policy { get; init; }

    /// <summary>The options as given.</summary>
    public string Conf { get; init; } = "";

    /// <summary>The size classes as given; empty for the policy's own.</summary>
    public string SizeClasses { get; init; } = "";

    /// <summary>What was varied of the machine and the replay, as NAME:VALUE with commas between them.</summary>
    public string Varied { get; init; } = "";

    /// <summary>Every option of the policy with its value, in the policy's order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> EffectiveOptions { get; init; } = [];

    /// <summary>Which pages a new object touches: size or first.</summary>
    public string Touch { get; init; } = "size";

    /// <summary>How time passes: serial or contended.</summary>
    public string Timing { get; init; } = "serial";

    /// <summary>How simulated time passed, as names and values: costs, order of locks, and so on; empty for a serial run.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> SimulatedTime { get; init; } = [];

    /// <summary>Version of this program.</summary>
    public required string Version { get; init; }

    /// <summary>Revision of the source that the program was built from; empty where the build did not know it.</summary>
    public string Revision { get; init; } = "";

    /// <summary>The command that made the run, as a shell takes it; empty where there was none.</summary>
    public string Command { get; init; } = "";
}
