using AllocSim.Reports.Runs;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Text;

namespace AllocSim.Reports.Console;

/// <summary>Counters of a table of policies' own, for runs of one trace beside each other.</summary>
internal static class ComparedCounters
{
    private const int RowsMax = 12;

    /// <summary>Writes what the runs' policies declare to be printed; nothing of a table that fewer than two runs have.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="runs">The runs, numbered from 1 in this order.</param>
    /// <param name="width">Characters in a line.</param>
    public static void Write(TextWriter output, IReadOnlyList<RunResult> runs, int width)
    {
        foreach (TableDeclaration declared in runs.SelectMany(run => run.Policy?.Tables ?? []).Where(table => table.PrintedCounters.Count > 0).DistinctBy(table => table.Name))
        {
            TableData?[] tables = [.. runs.Select(run => run.Compared.FirstOrDefault(table => table.Name == declared.Name && table.Rows.Count > 0))];
            if (tables.Count(table => table is not null) > 1)
            {
                Write(output, declared, tables, width);
            }
        }
    }

    private static void Write(TextWriter output, TableDeclaration declared, TableData?[] tables, int width)
    {
        TableColumn key = declared.Columns.Last(column => column.Kind == ColumnKind.Key);
        (double Key, string Text)[] all = [.. tables.OfType<TableData>().SelectMany(table => table.Rows.Select(row => table.At(row, key.Name))).Select(cell => (cell.Number, Text(key, cell))).Distinct().OrderBy(each => each.Item1)];
        (double Key, string Text)[] shown = [.. all.OrderByDescending(each => declared.PrintedCounters.Sum(counter => tables.Sum(table => Count(table, key, counter, each.Key) ?? 0))).Take(RowsMax).OrderBy(each => each.Key)];
        bool isCut = shown.Length < all.Length;
        List<TextColumn> columns = [];
        foreach (string counter in declared.PrintedCounters)
        {
            for (int run = 0; run < tables.Length; run++)
            {
                long?[] counts = [.. shown.Select(each => Count(tables[run], key, counter, each.Key))];
                long? sum = tables[run]?.Rows.Sum(row => tables[run]!.At(row, counter).Count);
                columns.Add(new TextColumn(FormattableString.Invariant($"{counter} {run + 1}"), [.. counts.Append(sum).Select(count => count is { } known ? Quantity.Count(known) : "-")], IsGlued: run > 0));
            }
        }

        string most = isCut ? FormattableString.Invariant($"; the {RowsMax} with most of {all.Length}") : "";
        output.Write("\n");
        TextLines.Write(output, $"{declared.Name}: {declared.Help}, of each run{most}", width);
        output.Write("\n");
        new TextTable([new TextColumn(key.Name[..^(key.Unit.Length > 0 ? key.Unit.Length + 1 : 0)], [.. shown.Select(each => each.Text), "all"])], columns).Write(output, width);
    }

    private static string Text(TableColumn key, TableCell cell) => key.Unit == "bytes" ? Quantity.Bytes(cell.Number) : cell.Text;

    // A thing that has no row was not counted; a run without the table counts nothing.
    private static long? Count(TableData? table, TableColumn key, string counter, double thing)
        => table?.Rows.Where(row => table.At(row, key.Name).Number == thing).Sum(row => table.At(row, counter).Count);
}
