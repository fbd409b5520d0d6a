namespace AllocSim.Reports.Charts;

/// <summary>A picture of cells: rows of ranges against time, each cell a value from 0 to 1.</summary>
public sealed record HeatMapChart : Chart
{
    /// <summary>Left edge of each column of cells, evenly spaced, ascending.</summary>
    public required IReadOnlyList<double> Columns { get; init; }

    /// <summary>Name of each row, from the bottom up.</summary>
    public required IReadOnlyList<string> Rows { get; init; }

    /// <summary>Rows that do not follow the one below without a break: a line is drawn under them.</summary>
    public required IReadOnlySet<int> Breaks { get; init; }

    /// <summary>Whose each row is, from the bottom up; empty for a row that is nobody's. None where no row has an owner.</summary>
    public IReadOnlyList<string> Owners { get; init; } = [];

    /// <summary>The value that has the strongest colour.</summary>
    public double Greatest { get; init; } = 1;

    /// <summary>What a cell of 0 is, and what one without a value (NaN) is; empty where the chart has none.</summary>
    public (string Zero, string None) Words { get; init; } = ("", "");

    /// <summary>Cells by row and column; NaN for one of which nothing is known.</summary>
    public required double[,] Cells { get; init; }

    /// <summary>What a cell's colour says.</summary>
    public required string ColourLabel { get; init; }

    /// <summary>Column name of the row names.</summary>
    public required string RowColumn { get; init; }
}
