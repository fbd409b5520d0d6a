using AllocSim.Reports.Contention;
using AllocSim.Reports.Runs;

namespace AllocSim.Reports.Charts;

/// <summary>The mutexes that were taken most.</summary>
internal static class MutexChart
{
    private const int BarsMax = 20;

    /// <summary>The chart, when there are mutexes.</summary>
    public static IEnumerable<Chart> Of(RunTables run)
    {
        MutexRow[] rows = [.. run.Mutexes.OrderByDescending(row => row.NumOps).Take(BarsMax)];
        if (rows.Length == 0)
        {
            yield break;
        }

        yield return new RankedBarChart
        {
            Name = "mutexes",
            Title = RunCharts.Title(run.Mutexes.Count > BarsMax ? $"The {BarsMax} mutexes acquired most" : "Acquisitions of mutexes", run),
            Horizontal = Axis.Count("acquisitions", rows[0].NumOps),
            Vertical = new Axis("mutex"),
            CategoryColumn = "mutex",
            Categories = [.. rows.Select(row => row.Mutex.Replace("stats.arenas.", "arena ", StringComparison.Ordinal).Replace("stats.mutexes.", "", StringComparison.Ordinal).Replace(".mutexes.", " ", StringComparison.Ordinal).Replace(".bins.", " bin ", StringComparison.Ordinal).Replace(".mutex", "", StringComparison.Ordinal).Replace(".extent_grow", " extent_grow", StringComparison.Ordinal))],
            Parts =
            [
                new LineSeries("same_owner_ops", "by the thread that had it before", [.. rows.Select(row => (double)(row.NumOps - row.NumOwnerSwitch))]),
                new LineSeries("owner_switch_ops", "by another thread", [.. rows.Select(row => (double)row.NumOwnerSwitch)]),
            ],
        };
    }
}
