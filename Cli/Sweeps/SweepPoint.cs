using AllocSim.Cli.Runs;

namespace AllocSim.Cli.Sweeps;

/// <summary>One combination of a sweep.</summary>
/// <param name="Number">Its number, from 0, in the order of the grid: the last axis changes fastest.</param>
/// <param name="Values">Its value on each axis.</param>
/// <param name="Request">What is replayed.</param>
public sealed record SweepPoint(int Number, IReadOnlyList<string> Values, RunRequest Request);
