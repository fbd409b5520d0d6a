namespace AllocSim.Reports.Charts;

/// <summary>One line of a <see cref="LineChart"/>.</summary>
/// <param name="Column">Its column name.</param>
/// <param name="Label">What the legend calls it.</param>
/// <param name="Values">A value for each horizontal one.</param>
/// <param name="IsDashed">Drawn dashed: for what an allocator says beside what is.</param>
/// <param name="IsBound">Drawn as a pale area: for a limit that another line may reach or cross.</param>
public sealed record LineSeries(string Column, string Label, IReadOnlyList<double> Values, bool IsDashed = false, bool IsBound = false);
