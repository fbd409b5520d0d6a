namespace AllocSim.Simulator.Allocation.Tables;

/// <summary>Takes the rows of a table.</summary>
public sealed class TableRows
{
    private readonly List<TableCell[]> _rows = [];

    /// <summary>The rows so far.</summary>
    public IReadOnlyList<TableCell[]> All => _rows;

    /// <summary>Adds a row.</summary>
    /// <param name="cells">A field for each declared column.</param>
    public void Add(params TableCell[] cells) => _rows.Add(cells);
}
