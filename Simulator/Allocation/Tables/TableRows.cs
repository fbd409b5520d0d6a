namespace AllocSim.Simulator.Allocation.Tables;

/// <summary>Takes the rows of a table.</summary>
public sealed class TableRows
{
    private readonly List<TableCell[]> _rows = [];
    private readonly Stack<TableCell[]> _spare = [];

    /// <summary>The rows so far.</summary>
    public IReadOnlyList<TableCell[]> All => _rows;

    /// <summary>Adds a row.</summary>
    /// <param name="cells">A field for each declared column.</param>
    public void Add(params ReadOnlySpan<TableCell> cells)
    {
        if (_spare.Count == 0 || _spare.Peek().Length != cells.Length)
        {
            _rows.Add(cells.ToArray());
            return;
        }

        TableCell[] row = _spare.Pop();
        cells.CopyTo(row);
        _rows.Add(row);
    }

    /// <summary>Takes all rows out. The next ones are written over them, so nobody may hold one.</summary>
    public void Clear()
    {
        foreach (TableCell[] row in _rows)
        {
            _spare.Push(row);
        }

        _rows.Clear();
    }
}
