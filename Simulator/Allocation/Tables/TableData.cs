namespace AllocSim.Simulator.Allocation.Tables;

/// <summary>A table with its rows, of a run that has just ended or of a file.</summary>
/// <param name="Name">File name without extension.</param>
/// <param name="Columns">Names of the columns.</param>
/// <param name="Rows">Rows, each with a field for every column.</param>
public sealed record TableData(string Name, IReadOnlyList<string> Columns, IReadOnlyList<TableCell[]> Rows)
{
    /// <summary>A table that is not there.</summary>
    public static TableData None(string name) => new(name, [], []);

    /// <summary>Where a column stands; -1 for one that the table does not have.</summary>
    public int IndexOf(string column)
    {
        for (int i = 0; i < Columns.Count; i++)
        {
            if (Columns[i] == column)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>One column of some rows, as numbers; zeros for a column that the table does not have.</summary>
    /// <param name="column">Its name.</param>
    /// <param name="rows">The rows; null for all.</param>
    public double[] Numbers(string column, IReadOnlyList<TableCell[]>? rows = null)
    {
        int at = IndexOf(column);
        return [.. (rows ?? Rows).Select(row => at < 0 ? 0 : row[at].Number)];
    }

    /// <summary>The rows in which a column shows a text.</summary>
    public TableCell[][] Where(string column, string text)
    {
        int at = IndexOf(column);
        return at < 0 ? [] : [.. Rows.Where(row => row[at].Text == text)];
    }

    /// <summary>A field of a row; nothing for a column that the table does not have.</summary>
    public TableCell At(TableCell[] row, string column) => IndexOf(column) is >= 0 and var at ? row[at] : TableCell.Empty;
}
