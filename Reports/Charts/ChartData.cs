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
            case ScatterChart points:
                CsvTable.Write(
                    output,
                    [points.NameColumn, points.XColumn, points.YColumn, "is_marked", "note"],
                    points.Points.Select(p => (IReadOnlyList<object>)[p.Name, p.X, p.Y, p.IsMarked ? 1 : 0, p.Note]));
                break;
            case RangeChart ranges:
                CsvTable.Write(
                    output,
                    [ranges.CategoryColumn, .. ranges.Panels.SelectMany(p => (string[])[p.Column + "_least", p.Column + "_middle", p.Column + "_greatest"])],
                    ranges.Categories.Select((c, i) => (IReadOnlyList<object>)[c, .. ranges.Panels.SelectMany(p => (object[])[p.Least[i], p.Middle[i], p.Greatest[i]])]));
                break;
            case CellChart cells:
                CsvTable.Write(
                    output,
                    [cells.RowColumn, .. cells.Columns],
                    cells.Rows.Select((row, y) => (IReadOnlyList<object>)[row, .. Enumerable.Range(0, cells.Columns.Count).Select(x => (object)cells.Cells[y, x])]));
                break;
            default:
                throw new ArgumentException($"no data form for {chart.GetType().Name}", nameof(chart));
        }
    }
}
