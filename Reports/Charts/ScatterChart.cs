namespace AllocSim.Reports.Charts;

/// <summary>Points in a plane, some of them marked.</summary>
public sealed record ScatterChart : Chart
{
    /// <summary>Column name of the names.</summary>
    public required string NameColumn { get; init; }

    /// <summary>Column name of the horizontal values.</summary>
    public required string XColumn { get; init; }

    /// <summary>Column name of the vertical values.</summary>
    public required string YColumn { get; init; }

    /// <summary>The points; marked ones in the order in which they are joined.</summary>
    public required IReadOnlyList<ScatterPoint> Points { get; init; }

    /// <summary>What marked points are called in the legend.</summary>
    public required string MarkLabel { get; init; }
}
