namespace AllocSim.Simulator.Allocation.Policies;

/// <summary>The library that a policy is the image of.</summary>
/// <param name="File">Its name, for the loader to find.</param>
/// <param name="Variable">The environment variable that carries its options.</param>
public sealed record RealLibrary(string File, string Variable);
