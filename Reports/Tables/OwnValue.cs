using AllocSim.Simulator.Allocation.Tables;

namespace AllocSim.Reports.Tables;

/// <summary>A figure of a summary that a policy declares.</summary>
/// <param name="Name">Its column.</param>
/// <param name="Value">Its value.</param>
/// <param name="IsGivenBackPages">Whether it counts pages given back to the system.</param>
public sealed record OwnValue(string Name, TableCell Value, bool IsGivenBackPages = false);
