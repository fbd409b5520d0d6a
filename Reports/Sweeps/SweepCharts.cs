using System.Globalization;
using AllocSim.Reports.Charts;
using AllocSim.Simulator.Text;

namespace AllocSim.Reports.Sweeps;

/// <summary>The charts of a sweep: the Pareto fronts, what each option does, and a map for each two.</summary>
public static class SweepCharts
{
    private const int LabelMax = 26;
    private const int TiedMax = 4;
    private const int MappedAxesMax = 4;

    /// <summary>All charts that the points have data for.</summary>
    public static IReadOnlyList<Chart> All(SweepTable table)
    {
        int[] varied = [.. Enumerable.Range(0, table.Axes.Count).Where(axis => table.ValuesOf(axis).Count > 1)];
        int[] mapped = [.. varied.Take(MappedAxesMax)];
        return
        [
            .. ParetoFront.Pairs(table).Where(pair => table.Varies(pair.Memory)).Select(pair => Front(table, pair.Memory, pair.Cost)),
            .. varied.Select(axis => Effect(table, axis)),
            .. mapped.SelectMany(first => mapped.Where(second => second > first && IsMostlyFull(table, first, second)).Select(second => Map(table, first, second, SweepMeasure.Memory[0]))),
        ];
    }

    private static ScatterChart Front(SweepTable table, SweepMeasure memory, SweepMeasure cost)
    {
        IReadOnlyList<SweepOutcome> front = ParetoFront.Of(table.Points, memory, cost);
        HashSet<int> onFront = [.. front.Select(point => point.Number)];
        return new ScatterChart
        {
            Name = $"pareto-{FileName(memory.Column)}-{FileName(cost.Column)}",
            Title = $"{Capital(memory.Label)} against {cost.Label}: {table.Name}, {Quantity.Count(table.Points.Count, "point")}",
            Horizontal = cost.AxisOf(table.Points),
            Vertical = memory.AxisOf(table.Points),
            NameColumn = "point",
            XColumn = cost.Column,
            YColumn = memory.Column,
            MarkLabel = "Pareto front: no point has less of both",
            Points = [.. table.Points.Where(point => point.Has(memory, cost) && !onFront.Contains(point.Number)).Select(point => Point([point], false)), .. front.GroupBy(point => (point[cost], point[memory])).Select(tied => Point([.. tied], true))],
        };

        ScatterPoint Point(SweepOutcome[] tied, bool isOnFront) => new(Names(tied), tied[0][cost], tied[0][memory], isOnFront, Settings(table, tied));
    }

    private static string Names(SweepOutcome[] tied)
        => string.Join(", ", tied.Take(TiedMax).Select(point => point.Number.ToString(CultureInfo.InvariantCulture))) + (tied.Length > TiedMax ? ", …" : "");

    private static RangeChart Effect(SweepTable table, int axis)
    {
        IReadOnlyList<string> values = table.ValuesOf(axis);
        SweepMeasure[] measures = [SweepMeasure.Memory[0], .. SweepMeasure.Costs.Where(table.Varies).Take(2)];
        return new RangeChart
        {
            Name = $"by-{FileName(table.Axes[axis])}",
            Title = $"What {table.Axes[axis]} does: {table.Name}, {Quantity.Count(table.Points.Count, "point")}{(table.Axes.Count > 1 ? "; line: median, bar: range over the other options" : "")}",
            Horizontal = new Axis(table.Axes[axis]),
            Vertical = new Axis("measures"),
            CategoryColumn = table.Axes[axis],
            Categories = [.. values.Select(Short)],
            Panels = [.. measures.Select(measure => Panel(table, axis, values, measure))],
        };
    }

    private static RangePanel Panel(SweepTable table, int axis, IReadOnlyList<string> values, SweepMeasure measure)
    {
        double[][] sorted = [.. values.Select(value => table.Points.Where(point => point.Values[axis] == value).Select(point => point[measure]).Where(double.IsFinite).Order().DefaultIfEmpty(double.NaN).ToArray())];
        return new RangePanel(measure.Column, measure.AxisOf(table.Points), [.. sorted.Select(all => all[0])], [.. sorted.Select(Median)], [.. sorted.Select(all => all[^1])]);
    }

    private static CellChart Map(SweepTable table, int first, int second, SweepMeasure measure)
    {
        IReadOnlyList<string> columns = table.ValuesOf(first);
        IReadOnlyList<string> rows = table.ValuesOf(second);
        double[,] cells = new double[rows.Count, columns.Count];
        ILookup<(string, string), double> values = table.Points.ToLookup(point => (point.Values[first], point.Values[second]), point => point[measure]);
        for (int y = 0; y < rows.Count; y++)
        {
            for (int x = 0; x < columns.Count; x++)
            {
                double[] sorted = [.. values[(columns[x], rows[y])].Where(double.IsFinite).Order()];
                cells[y, x] = sorted.Length == 0 ? double.NaN : Median(sorted);
            }
        }

        return new CellChart
        {
            Name = $"map-{FileName(table.Axes[first])}-{FileName(table.Axes[second])}",
            Title = $"{Capital(measure.Label)} by {table.Axes[first]} and {table.Axes[second]}: {table.Name}{(table.Axes.Count > 2 ? "; median over the other options" : "")}",
            Horizontal = new Axis(table.Axes[first]),
            Vertical = new Axis(table.Axes[second]),
            RowColumn = table.Axes[second],
            Columns = [.. columns.Select(Short)],
            Rows = [.. rows.Select(Short)],
            Cells = cells,
            Value = measure.AxisOf(table.Points),
        };
    }

    /// <summary>Whether enough combinations of two axes have points for a map to be worth a look.</summary>
    private static bool IsMostlyFull(SweepTable table, int first, int second)
        => table.Points.Select(point => (point.Values[first], point.Values[second])).Distinct().Count() * 2 > table.ValuesOf(first).Count * table.ValuesOf(second).Count;

    private static double Median(double[] sorted) => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;

    /// <summary>What points that tie have on each axis.</summary>
    private static string Settings(SweepTable table, SweepOutcome[] tied)
        => string.Join(", ", table.Axes.Select((axis, i) => $"{axis} {string.Join(" or ", tied.Select(point => Short(point.Values[i])).Distinct())}"));

    /// <summary>A value that fits under an axis; a default, which a list of points can leave out, has a name.</summary>
    internal static string Short(string value)
        => value.Length == 0 ? "(default)" : value == SweepTable.Never ? "never (-1)" : (value.Length <= LabelMax ? value : value[..(LabelMax - 1)] + "…").Replace(',', ' ');

    private static string FileName(string name) => new([.. name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')]);

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Count(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
