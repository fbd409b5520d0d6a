using AllocSim.Simulator.Allocation.Tables;

namespace AllocSim.Reports.Console;

/// <summary>Shows a table of records on a terminal. A long list in a field is cut; files have all of it.</summary>
public static class ViewText
{
    private const int CellMax = 56;

    /// <summary>Writes the table, or that it has no rows.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="table">The table.</param>
    /// <param name="width">Characters in a line; null for as many as it takes.</param>
    public static void Write(TextWriter output, TableData table, int? width)
    {
        if (table.Rows.Count == 0)
        {
            output.Write($"no {table.Name}\n");
            return;
        }

        TextColumn[] columns = [.. table.Columns.Select((name, i) => new TextColumn(name, [.. table.Rows.Select(row => Cut(row[i].Text))]))];
        new TextTable([columns[0]], columns[1..]).Write(output, width ?? int.MaxValue);
    }

    private static string Cut(string text) => text.Length <= CellMax ? text.Length == 0 ? "-" : text : text[..CellMax] + "…";
}
