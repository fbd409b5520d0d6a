namespace AllocSim.Simulator.Allocation.Policies;

/// <summary>A change of options that is worth running.</summary>
/// <param name="Name">What it is, in words.</param>
/// <param name="Conf">The options, to be put behind those that are set.</param>
public sealed record OptionChange(string Name, string Conf);
