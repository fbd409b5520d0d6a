using System.Globalization;
using AllocSim.Cli.Runs;
using AllocSim.Reports.Runs;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Text;

namespace AllocSim.Cli.Sweeps;

/// <summary>What the runs of a comparison come to over several traces: combined.csv, and a line a setting.</summary>
public sealed class TraceComparison
{
    private readonly IReadOnlyList<string> _columns;
    private readonly IReadOnlyList<IReadOnlyList<string>> _rows;
    private readonly string[] _labels;

    /// <summary>Puts the runs together.</summary>
    /// <param name="runs">The runs with what they are called, those of a trace after each other.</param>
    /// <param name="traces">The traces.</param>
    /// <param name="sets">Runs of each trace.</param>
    public TraceComparison(IReadOnlyList<(string Label, RunResult Run)> runs, IReadOnlyList<WeightedTrace> traces, int sets)
    {
        TableData table = SummaryText.Table("comparison", [.. runs.Select(run => run.Run.Summary)]);
        _columns = ["run", .. table.Columns, CombinedRows.WeightColumn];
        _rows =
        [
            .. from set in Enumerable.Range(0, sets)
               from trace in Enumerable.Range(0, traces.Count)
               select (IReadOnlyList<string>)[
                   (set + 1).ToString(CultureInfo.InvariantCulture),
                   .. table.Rows[(trace * sets) + set].Select(cell => cell.Text),
                   traces[trace].Weight.ToString(CultureInfo.InvariantCulture)],
        ];
        _labels = [.. runs.Take(sets).Select(run => run.Label)];
    }

    /// <summary>Writes combined.csv to a stream, which stays open: a row a setting and trace, and one for all traces together.</summary>
    public void Write(Stream output) => CsvTable.Write(output, CombinedRows.Columns(_columns), CombinedRows.Of(_columns, _rows));

    /// <summary>A line a setting.</summary>
    public IEnumerable<string> Words()
    {
        string[] columns = [.. CombinedRows.Columns(_columns)];
        IReadOnlyList<string>[] combined = [.. CombinedRows.Of(_columns, _rows).Where(row => row[Array.IndexOf(columns, "trace")] == CombinedRows.TraceName)];
        return combined.Select((row, set) => $"All traces, {_labels[set]}: mean resident memory {Quantity.Bytes(Number(row, "mean_resident_bytes"))}, "
            + $"{Quantity.Percent(Number(row, "regret_ratio"))} more than the best run of each trace, at worst {Quantity.Percent(Number(row, "worst_regret_ratio"))} ({row[Array.IndexOf(columns, "worst_trace")]}); "
            + $"largest peak {Quantity.Bytes(Number(row, "worst_peak_resident_bytes"))}.");

        double Number(IReadOnlyList<string> row, string column) => double.Parse(row[Array.IndexOf(columns, column)], CultureInfo.InvariantCulture);
    }
}
