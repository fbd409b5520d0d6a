namespace AllocSim.Reports.Charts;

/// <summary>One point of a <see cref="ScatterChart"/>.</summary>
/// <param name="Name">What stands beside it when it is marked.</param>
/// <param name="X">Its place along the horizontal axis.</param>
/// <param name="Y">Its place along the vertical axis.</param>
/// <param name="IsMarked">Drawn in colour, named, and joined with the other marked ones.</param>
/// <param name="Note">What the legend says of a marked one.</param>
public sealed record ScatterPoint(string Name, double X, double Y, bool IsMarked, string Note);
