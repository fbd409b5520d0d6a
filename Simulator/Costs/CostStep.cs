namespace AllocSim.Simulator.Costs;

/// <summary>A step of an allocator's own that takes time. Its place in the policy's list is that of its kind behind <see cref="CostKind.FirstOwn"/>.</summary>
/// <param name="Name">Its name in a cost file, lower-case, without the unit.</param>
/// <param name="DefaultNs">What it takes where no file says it.</param>
/// <param name="GuessNs">The usual order of magnitude, set by hand: what a calibration starts from.</param>
/// <param name="Help">What it is, in one line.</param>
public sealed record CostStep(string Name, decimal DefaultNs, decimal GuessNs, string Help = "");
