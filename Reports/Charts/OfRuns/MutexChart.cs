using AllocSim.Reports.Contention;
using AllocSim.Reports.Runs;

namespace AllocSim.Reports.Charts.OfRuns;

/// <summary>The mutexes that were taken most and, in a contended run, those that were waited for longest.</summary>
internal static class MutexChart
{
    private const int BarsMax = 20;

    /// <summary>The charts that there is something to show in.</summary>
    public static IEnumerable<Chart> Of(RunResult run)
    {
        MutexRow[] taken = [.. run.Tables.Mutexes.OrderByDescending(row => row.NumOps).Take(BarsMax)];
        if (taken.Length > 0)
        {
            yield return Chart(run, "mutexes", "The mutexes acquired most", taken, Axis.Count("acquisitions", taken[0].NumOps),
            [
                new LineSeries("same_owner_ops", "by the thread that had it before", [.. taken.Select(row => (double)(row.NumOps - row.NumOwnerSwitch))]),
                new LineSeries("owner_switch_ops", "by another thread", [.. taken.Select(row => (double)row.NumOwnerSwitch)]),
            ]);
        }

        MutexRow[] awaited = [.. run.Tables.Mutexes.Where(row => row.WaitedNs > 0).OrderByDescending(row => row.WaitedNs).Take(BarsMax)];
        if (awaited.Length > 0)
        {
            yield return Chart(run, "mutex_waits", "The mutexes waited for longest", awaited, Axis.Nanoseconds("time that threads waited", awaited[0].WaitedNs),
            [
                new LineSeries("spinning_ns", "spinning", [.. awaited.Select(row => Math.Max(0, (double)row.WaitedNs - row.TotalWaitTime))]),
                new LineSeries("blocked_ns", "blocked", [.. awaited.Select(row => (double)row.TotalWaitTime)]),
            ]);
        }
    }

    private static RankedBarChart Chart(RunResult run, string name, string what, MutexRow[] rows, Axis horizontal, IReadOnlyList<LineSeries> parts) => new()
    {
        Name = name,
        Title = RunCharts.Title(what, run.Tables),
        Horizontal = horizontal,
        Vertical = new Axis("mutex"),
        CategoryColumn = "mutex",
        Categories = [.. rows.Select(row => run.ShortLockName(row.Mutex))],
        Parts = parts,
    };
}
