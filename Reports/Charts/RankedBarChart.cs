namespace AllocSim.Reports.Charts;

/// <summary>Bars that lie, one below the other, each made of parts; for categories with long names. The vertical axis only says what they are.</summary>
public sealed record RankedBarChart : Chart
{
    /// <summary>Column name of the categories.</summary>
    public required string CategoryColumn { get; init; }

    /// <summary>The categories, from the top down.</summary>
    public required IReadOnlyList<string> Categories { get; init; }

    /// <summary>The parts, from the left to the right.</summary>
    public required IReadOnlyList<LineSeries> Parts { get; init; }
}
