namespace AllocSim.Reports.Stored;

/// <summary>A table as its CSV file says it, field by field.</summary>
/// <param name="Name">File name without extension.</param>
/// <param name="Columns">Column names, from left to right.</param>
/// <param name="Rows">Rows, each with a field for every column.</param>
public sealed record StoredTable(string Name, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>Rows of the file; more than are here where only the first were asked for.</summary>
    public int Total { get; init; } = Rows.Count;
}
