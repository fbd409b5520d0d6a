namespace AllocSim.Reports.Charts;

/// <summary>Panels over common categories, each with the range and the middle of a measure.</summary>
public sealed record RangeChart : Chart
{
    /// <summary>Column name of the categories.</summary>
    public required string CategoryColumn { get; init; }

    /// <summary>The categories, from left to right.</summary>
    public required IReadOnlyList<string> Categories { get; init; }

    /// <summary>The panels, from the top down.</summary>
    public required IReadOnlyList<RangePanel> Panels { get; init; }
}
