using AllocSim.Reports.Runs;
using AllocSim.Simulator.Allocation.Tables;

namespace AllocSim.Reports.Stored;

/// <summary>Tables of policies' own that a comparison shows with the rows of all its runs.</summary>
public static class ComparedTables
{
    /// <summary>Joins the tables that the runs' policies declare to be compared, in the order in which they are met.</summary>
    /// <param name="runs">The runs, in the order of the comparison.</param>
    /// <returns>Tables with the columns run (from 1), trace, policy and conf before their own. A run without a table, or without a column of it, has nothing there.</returns>
    public static IReadOnlyList<TableData> Of(IReadOnlyList<RunResult> runs)
    {
        List<TableData> joined = [];
        foreach (string name in runs.SelectMany(run => run.Policy?.Tables ?? []).Where(table => table.IsCompared).Select(table => table.Name).Distinct())
        {
            string[] columns = [.. runs.SelectMany(run => Find(run, name).Columns).Distinct()];
            joined.Add(new TableData(name, ["run", "trace", "policy", "conf", .. columns], [.. runs.SelectMany((run, number) => Rows(run, number + 1, name, columns))]));
        }

        return joined;
    }

    private static TableData Find(RunResult run, string name) => run.Tables.Own.FirstOrDefault(table => table.Name == name) ?? TableData.None(name);

    private static IEnumerable<TableCell[]> Rows(RunResult run, int number, string name, string[] columns)
    {
        TableData table = Find(run, name);
        return table.Rows.Select(row => (TableCell[])[number, run.Summary.Trace, run.Summary.Policy, run.Summary.Conf, .. columns.Select(column => table.At(row, column))]);
    }
}
