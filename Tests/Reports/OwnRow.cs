using AllocSim.Reports.Runs;
using AllocSim.Simulator.Allocation.Tables;

namespace AllocSim.Tests.Reports;

/// <summary>A row of a policy's own table, its fields by name.</summary>
internal readonly record struct OwnRow(TableData Table, TableCell[] Cells)
{
    public long this[string column] => Table.At(Cells, column).Count;

    public string Text(string column) => Table.At(Cells, column).Text;

    public static OwnRow[] Of(RunTables run, string table)
    {
        TableData data = run.Own.FirstOrDefault(each => each.Name == table) ?? TableData.None(table);
        return [.. data.Rows.Select(row => new OwnRow(data, row))];
    }
}
