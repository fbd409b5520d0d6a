namespace AllocSim.Reports.Charts;

/// <summary>A table of cells coloured by their values, which stand in them.</summary>
public sealed record CellChart : Chart
{
    /// <summary>Column name of the row names.</summary>
    public required string RowColumn { get; init; }

    /// <summary>Names of the columns, from left to right.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>Names of the rows, from the bottom up.</summary>
    public required IReadOnlyList<string> Rows { get; init; }

    /// <summary>Values by row and column; NaN for a cell without one.</summary>
    public required double[,] Cells { get; init; }

    /// <summary>What the values are, and the unit in which they are shown.</summary>
    public required Axis Value { get; init; }
}
