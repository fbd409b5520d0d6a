using AllocSim.Reports.Tables;

namespace AllocSim.Reports.Charts;

/// <summary>Writes the numbers of a chart as the CSV file that its script reads.</summary>
internal static class ChartData
{
    public static void Write(Stream output, Chart chart)
    {
        switch (chart)
        {
            case LineChart lines:
                CsvTable.Write(
                    output,
                    [lines.XColumn, .. lines.Series.Select(s => s.Column)],
                    lines.X.Select((x, i) => (IReadOnlyList<object>)[x, .. lines.Series.Select(s => (object)s.Values[i])]));
                break;
            case StackedBarChart bars:
                CsvTable.Write(
                    output,
                    [bars.CategoryColumn, .. bars.Parts.Select(p => p.Column), bars.NoteColumn],
                    bars.Categories.Select((c, i) => (IReadOnlyList<object>)[c, .. bars.Parts.Select(p => (object)p.Values[i]), bars.Notes[i]]));
                break;
            case RankedBarChart bars:
                CsvTable.Write(
                    output,
                    [bars.CategoryColumn, .. bars.Parts.Select(p => p.Column)],
                    bars.Categories.Select((c, i) => (IReadOnlyList<object>)[c, .. bars.Parts.Select(p => (object)p.Values[i])]));
                break;
            case HeatMapChart heat:
                CsvTable.Write(
                    output,
                    [heat.RowColumn, .. heat.Columns.Select(c => FormattableString.Invariant($"{c}"))],
                    heat.Rows.Select((row, y) => (IReadOnlyList<object>)[row, .. Enumerable.Range(0, heat.Columns.Count).Select(x => (object)Math.Round(heat.Cells[y, x], 4))]));
                break;
            default:
                throw new ArgumentException($"no data form for {chart.GetType().Name}", nameof(chart));
        }
    }
}
