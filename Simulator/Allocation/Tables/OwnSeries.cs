namespace AllocSim.Simulator.Allocation.Tables;

/// <summary>One line, or one part of each bar.</summary>
/// <param name="Column">Its column in the chart's data.</param>
/// <param name="Label">What the legend calls it.</param>
/// <param name="Values">A value for each instant or bar.</param>
/// <param name="IsLimit">Drawn as a pale area: a limit that another line may reach or cross.</param>
public sealed record OwnSeries(string Column, string Label, IReadOnlyList<double> Values, bool IsLimit = false);
