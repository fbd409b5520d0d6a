namespace AllocSim.Simulator.Allocation.Diagnosis;

/// <summary>What a dump of statistics says.</summary>
/// <param name="Source">The allocator and what else there is to say of the dump as a whole.</param>
/// <param name="Totals">The chain of totals in words.</param>
/// <param name="Findings">What is out of the norm.</param>
public sealed record Diagnosis(string Source, string Totals, IReadOnlyList<Finding> Findings)
{
    /// <summary>What there is to know of the dump, a sentence without its end: that it is cut off, that there are others. Empty where there is nothing.</summary>
    public string Remark { get; init; } = "";

    /// <summary>The chain of totals in bytes, by name, what the program asked for first; empty where nobody compares them.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Figures { get; init; } = [];
}
