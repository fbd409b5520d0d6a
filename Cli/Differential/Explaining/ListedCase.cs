namespace AllocSim.Cli.Differential.Explaining;

/// <summary>A trace that is in memory.</summary>
/// <param name="Operations">Its operations.</param>
/// <param name="Names">Names of controls.</param>
internal sealed record ListedCase(List<ListedOperation> Operations, IReadOnlyList<string> Names);
