namespace AllocSim.Simulator.Allocation.Diagnosis;

/// <summary>What statistics say of the program that ran: which sizes it asks for, how often, and how many of each are live.</summary>
/// <param name="Source">The allocator, and its release where it is said.</param>
/// <param name="Classes">The sizes.</param>
/// <param name="Seconds">How long the program had run; null where it is not said.</param>
/// <param name="Shares">How much of it went on in each place where the allocator keeps threads apart, by requests; at least one.</param>
/// <param name="Remarks">What the statistics do not say, or say otherwise than one would think, a sentence each.</param>
public sealed record ProgramLoad(string Source, IReadOnlyList<LoadClass> Classes, double? Seconds, IReadOnlyList<double> Shares, IReadOnlyList<string> Remarks)
{
    /// <summary>What of the sizes the statistics lack, and how to get it; empty where a workload of them is one of the whole program.</summary>
    public string Missing { get; init; } = "";

    /// <summary>What else they lack, and how to get it, so that a workload of them does not show what an option would change; empty where nothing.</summary>
    public string MissingForTrials { get; init; } = "";

    /// <summary>The name of the policy that is this release of the allocator; empty where there is none.</summary>
    public string Policy { get; init; } = "";

    /// <summary>Options that the statistics tell, with their values, in the library's words.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Options { get; init; } = [];
}
