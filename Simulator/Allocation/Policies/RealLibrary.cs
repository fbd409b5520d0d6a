namespace AllocSim.Simulator.Allocation.Policies;

/// <summary>The library that a policy is the image of.</summary>
/// <param name="File">Its name, for the loader to find.</param>
/// <param name="Variable">The environment variable that carries its options; empty where each option is a variable of its own.</param>
public sealed record RealLibrary(string File, string Variable)
{
    /// <summary>The version that the policy is exact for, as the library tells it; empty where it tells none.</summary>
    public string Version { get; init; } = "";

    /// <summary>Where to get it, in words: a Debian package, or how to build it.</summary>
    public string Origin { get; init; } = "";

    /// <summary>Whether it tells how often each of its locks was taken; of other libraries a run with threads at once shows the throughput alone.</summary>
    public bool CountsLocks { get; init; }

    /// <summary>Whether its memory can be told from the rest of a process, because the library asks the system for it by calls that another library can stand in front of.</summary>
    public bool HasOwnMappings { get; init; } = true;
}
