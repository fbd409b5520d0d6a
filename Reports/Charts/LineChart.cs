namespace AllocSim.Reports.Charts;

/// <summary>Values over a common horizontal axis, each held until the next one unless <see cref="IsMeasured"/>.</summary>
public sealed record LineChart : Chart
{
    /// <summary>Column name of the horizontal values.</summary>
    public required string XColumn { get; init; }

    /// <summary>The horizontal values, ascending.</summary>
    public required IReadOnlyList<double> X { get; init; }

    /// <summary>Whether the values are measured points, joined by straight lines, rather than held until the next one.</summary>
    public bool IsMeasured { get; init; }

    /// <summary>Whether the lines that are not dashed are filled down to 0, each over the one before, so that what lies between two of them is a band.</summary>
    public bool IsLayered { get; init; }

    /// <summary>Where the scale ends although values may lie above it; null where it reaches up to the greatest.</summary>
    public double? Top { get; init; }

    /// <summary>A horizontal value that is marked with a word; null for none.</summary>
    public (double X, string Word)? Mark { get; init; }

    /// <summary>The lines, drawn in this order.</summary>
    public required IReadOnlyList<LineSeries> Series { get; init; }
}
