namespace AllocSim.Cli.Differential.Comparing;

/// <summary>Where the simulator and the real library first differ.</summary>
/// <param name="Kind">In what.</param>
/// <param name="Index">The operation.</param>
/// <param name="Library">What the library did.</param>
/// <param name="Simulator">What the simulator did.</param>
internal sealed record Difference(DifferenceKind Kind, long Index, string Library, string Simulator);
