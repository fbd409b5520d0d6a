namespace AllocSim.Reports.Charts;

/// <summary>One panel of a <see cref="RangeChart"/>: for each category the least, middle and greatest of some values.</summary>
/// <param name="Column">Column name, to which _least, _middle and _greatest are added.</param>
/// <param name="Vertical">Its axis.</param>
/// <param name="Least">The least value of each category.</param>
/// <param name="Middle">The median of each category.</param>
/// <param name="Greatest">The greatest value of each category.</param>
public sealed record RangePanel(string Column, Axis Vertical, IReadOnlyList<double> Least, IReadOnlyList<double> Middle, IReadOnlyList<double> Greatest);
