using AllocSim.Simulator.Text;

namespace AllocSim.Reports.Sweeps;

/// <summary>What a sweep comes to, in words.</summary>
internal static class SweepWords
{
    /// <summary>The point with the least memory, and the cheapest one, each with its options.</summary>
    public static IReadOnlyList<string> Of(SweepTable table)
    {
        SweepMeasure memory = SweepMeasure.Memory[0];
        if (!table.Varies(memory))
        {
            return [table.Points.Count == 1 ? $"The only point has a {memory.Label} of {memory.Text(table.Points[0])}." : $"All {Quantity.Count(table.Points.Count)} points have the same {memory.Label}, {memory.Text(table.Points[0])}."];
        }

        SweepMeasure? cost = SweepMeasure.Costs.FirstOrDefault(table.Varies);
        SweepOutcome least = table.Points.Where(point => double.IsFinite(point[memory])).OrderBy(point => point[memory]).ThenBy(point => cost is null || !double.IsFinite(point[cost]) ? 0 : point[cost]).ThenBy(point => point.Number).First();
        double most = table.Points.Max(point => point[memory]);
        List<string> words = [$"Least {memory.Label}: {memory.Text(least)} with {Settings(table, least)}, {Quantity.Percent(1 - (least[memory] / most))} below the most of any point."];
        if (cost is not null && table.Points.Any(point => point.Has(memory, cost)))
        {
            SweepOutcome cheapest = table.Points.Where(point => point.Has(memory, cost)).OrderBy(point => point[cost]).ThenBy(point => point[memory]).ThenBy(point => point.Number).First();
            words.Add($"Fewest {cost.Label}: {cost.Text(cheapest)} with {Settings(table, cheapest)}{(double.IsFinite(least[cost]) ? $", instead of {cost.Text(least)} with the least memory" : "")}; it takes {memory.Text(cheapest)}.");
        }

        return words;
    }

    private static string Settings(SweepTable table, SweepOutcome point) => string.Join(", ", table.Axes.Select((axis, i) => $"{axis} {SweepCharts.Short(point.Values[i])}"));
}
