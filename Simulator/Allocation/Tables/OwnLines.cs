namespace AllocSim.Simulator.Allocation.Tables;

/// <summary>Lines over the time of the trace.</summary>
public sealed record OwnLines : OwnChart
{
    /// <summary>The instants, each as the operation that comes next and the time.</summary>
    public required IReadOnlyList<(long Operation, long TimeNs)> Instants { get; init; }

    /// <summary>Lines of a table that is read at every sample.</summary>
    /// <param name="table">The table.</param>
    /// <param name="rows">Its rows to draw, one an instant.</param>
    /// <param name="name">The chart's name.</param>
    /// <param name="title">What it shows.</param>
    /// <param name="unit">Unit of the values.</param>
    /// <param name="series">The lines.</param>
    public static OwnLines Of(TableData table, IReadOnlyList<TableCell[]> rows, string name, string title, string unit, params IReadOnlyList<OwnSeries> series) => new()
    {
        Name = name,
        Title = title,
        ValueUnit = unit,
        Series = series,
        Instants = [.. rows.Select(row => (table.At(row, "operation").Count, table.At(row, "time_ns").Count))],
    };
}
