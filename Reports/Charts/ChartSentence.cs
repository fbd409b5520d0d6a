using System.Globalization;
using AllocSim.Simulator.Text;

namespace AllocSim.Reports.Charts;

/// <summary>What a chart says in words that is not worth a picture: one that has a single bar, or nothing at all.</summary>
internal static class ChartSentence
{
    /// <summary>The sentence; null for a chart that is worth a picture.</summary>
    public static string? Of(Chart chart) => IsEmpty(chart) ? $"{chart.Title}: there is nothing to show." : chart switch
    {
        StackedBarChart { Categories.Count: 1 } bars => Sentence(bars.Title, bars.Horizontal, bars.Categories[0], bars.Vertical, bars.Parts),
        RankedBarChart { Categories.Count: 1 } bars => Sentence(bars.Title, bars.Vertical, bars.Categories[0], bars.Horizontal, bars.Parts),
        _ => null,
    };

    private static bool IsEmpty(Chart chart) => chart switch
    {
        LineChart lines => lines.X.Count == 0 || lines.Series.Count == 0,
        StackedBarChart bars => bars.Categories.Count == 0 || bars.Parts.Count == 0,
        RankedBarChart bars => bars.Categories.Count == 0 || bars.Parts.Count == 0,
        HeatMapChart heat => heat.Rows.Count == 0 || heat.Columns.Count == 0,
        CellChart cells => cells.Rows.Count == 0 || cells.Columns.Count == 0,
        ScatterChart points => !points.Points.Any(point => double.IsFinite(point.X) && double.IsFinite(point.Y)),
        RangeChart ranges => ranges.Categories.Count == 0 || ranges.Panels.Count == 0,
        _ => false,
    };

    private static string Sentence(string title, Axis of, string category, Axis values, IReadOnlyList<LineSeries> parts)
    {
        string name = of.Unit == "bytes" && double.TryParse(category, NumberStyles.None, CultureInfo.InvariantCulture, out double bytes) ? Quantity.ShortBytes(bytes) : of.Unit is "" or "bytes" ? category : $"{category} {of.Unit}";
        string[] amounts = [.. parts.Where(part => part.Values[0] != 0).Select(part => $"{part.Label} {Amount(part.Values[0], values)}")];
        return $"{title}. There is one, {of.Label} {name}: {(amounts.Length == 0 ? "nothing" : string.Join(", ", amounts))}.";
    }

    private static string Amount(double value, Axis axis) => axis.Unit switch
    {
        "bytes" or "KiB" or "MiB" or "GiB" or "TiB" => Quantity.Bytes(value),
        "ns" or "us" or "ms" or "s" or "min" or "h" => Quantity.Nanoseconds(value),
        "%" => Quantity.Percent(value),
        _ => Math.Abs(value) < long.MaxValue ? Quantity.Number(value) : value.ToString("0.###e0", CultureInfo.InvariantCulture),
    };
}
