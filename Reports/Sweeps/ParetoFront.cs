using AllocSim.Reports.Tables;

namespace AllocSim.Reports.Sweeps;

/// <summary>The points that no other point beats: less memory costs more, and lower cost takes more memory.</summary>
public static class ParetoFront
{
    /// <summary>The columns of pareto.csv before and behind the axes.</summary>
    private static readonly string[] Before = ["memory", "cost", "point"];
    private static readonly string[] Behind = ["memory_bytes", "cost_amount"];

    /// <summary>The front of one memory measure against one cost, least memory first. Points that tie in both are all on it; a point without a value of one of them is not.</summary>
    public static IReadOnlyList<SweepOutcome> Of(IEnumerable<SweepOutcome> points, SweepMeasure memory, SweepMeasure cost)
    {
        List<SweepOutcome> front = [];
        foreach (SweepOutcome point in points.Where(point => point.Has(memory, cost)).OrderBy(point => point[memory]).ThenBy(point => point[cost]).ThenBy(point => point.Number))
        {
            if (front.Count == 0 || point[cost] < front[^1][cost] || (point[cost] == front[^1][cost] && point[memory] == front[^1][memory]))
            {
                front.Add(point);
            }
        }

        return front;
    }

    /// <summary>Pairs of measures whose front is told: every memory measure against every cost that differs between points.</summary>
    public static IEnumerable<(SweepMeasure Memory, SweepMeasure Cost)> Pairs(SweepTable table)
        => SweepMeasure.Memory.SelectMany(memory => SweepMeasure.Costs.Where(table.Varies).Select(cost => (memory, cost)));

    /// <summary>Writes pareto.csv to a stream, which stays open: the points of each front.</summary>
    public static void Write(Stream output, SweepTable table)
        => CsvTable.Write(
            output,
            [.. Before, .. table.Axes, .. Behind],
            Pairs(table).SelectMany(pair => Of(table.Points, pair.Memory, pair.Cost)
                .Select(point => (IReadOnlyList<object>)[pair.Memory.Column, pair.Cost.Column, point.Number, .. point.Values, point[pair.Memory], point[pair.Cost]])));
}
