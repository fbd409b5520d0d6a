using AllocSim.Cli.Parsing;
using AllocSim.Cli.Runs;
using AllocSim.Reports.Charts;
using AllocSim.Reports.Stored;
using AllocSim.Reports.Sweeps;
using AllocSim.Reports.Tables;

namespace AllocSim.Cli.Sweeps;

/// <summary>Writes what a whole sweep leaves besides points.csv: the Pareto fronts and the charts.</summary>
internal static class SweepFiles
{
    /// <summary>Writes points.csv with the rows of all traces, those of several with what they come to together.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="rows">The rows.</param>
    public static void WritePoints(Stream output, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        bool isOne = !CombinedRows.AreOfSeveral(columns);
        CsvTable.Write(output, isOne ? columns : CombinedRows.Columns(columns), isOne ? rows : CombinedRows.Of(columns, rows));
    }

    /// <summary>What to say where allocations were refused in some runs; empty where that happened in none.</summary>
    /// <param name="columns">Columns of points.csv.</param>
    /// <param name="rows">Its rows, combined ones left out.</param>
    public static string Failures(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        int at = columns.ToList().IndexOf("failed_allocations");
        int failed = rows.Count(row => row[at] is not ("" or "0"));
        return failed == 0 ? "" : $"in {Counted.Of(failed, "run")} allocations returned null and take no memory: look at failed_allocations before such a point is called better";
    }

    /// <summary>Writes pareto.csv, and the charts into a folder of their own. Of several traces they show what these come to together.</summary>
    /// <param name="outputs">The files of the command.</param>
    /// <param name="directory">Where they go.</param>
    /// <param name="columns">Columns of points.csv.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="renderer">Who draws; null for nobody.</param>
    /// <param name="page">Writes the page; null for none.</param>
    /// <returns>What they are made of.</returns>
    public static SweepTable Write(OutputSet outputs, string directory, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows, IChartRenderer? renderer, Action<Stream, SweepTable>? page)
    {
        SweepTable table = CombinedRows.AreOfSeveral(columns)
            ? SweepTable.From(columns, CombinedRows.Only(columns, rows)) with { Trace = CombinedRows.Traces(columns, rows) }
            : SweepTable.From(columns, rows);
        ParetoFront.Write(outputs.File(Path.Combine(directory, "pareto.csv")), table);
        page?.Invoke(outputs.File(Path.Combine(directory, RunPage.Name)), table);
        if (renderer is null)
        {
            return table;
        }

        string charts = outputs.Addition(Path.Combine(directory, RunFiles.ChartFolder));
        renderer.RenderAll(SweepCharts.All(table), charts);
        return table;
    }
}
