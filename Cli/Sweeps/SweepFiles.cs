using AllocSim.Cli.Runs;
using AllocSim.Reports.Charts;
using AllocSim.Reports.Runs;
using AllocSim.Reports.Sweeps;
using AllocSim.Reports.Tables;

namespace AllocSim.Cli.Sweeps;

/// <summary>Writes what a whole sweep leaves besides points.csv: the Pareto fronts and the charts.</summary>
internal static class SweepFiles
{
    /// <summary>Writes pareto.csv, and the charts into a folder of their own.</summary>
    /// <param name="outputs">The files of the command.</param>
    /// <param name="directory">Where they go.</param>
    /// <param name="columns">Columns of points.csv.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="renderer">Who draws; null for nobody.</param>
    /// <param name="page">Writes the page; null for none.</param>
    /// <returns>What they are made of.</returns>
    public static SweepTable Write(OutputSet outputs, string directory, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows, IChartRenderer? renderer, Action<Stream, SweepTable>? page)
    {
        SweepTable table = SweepTable.From(columns, rows);
        ParetoFront.Write(outputs.File(Path.Combine(directory, "pareto.csv")), table);
        page?.Invoke(outputs.File(Path.Combine(directory, RunPage.Name)), table);
        if (renderer is null)
        {
            return table;
        }

        string charts = outputs.Directory(Path.Combine(directory, RunFiles.ChartFolder));
        renderer.RenderAll(SweepCharts.All(table), charts);
        return table;
    }
}
