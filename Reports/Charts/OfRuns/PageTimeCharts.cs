using AllocSim.Reports.Runs;
using AllocSim.Reports.Tables;

namespace AllocSim.Reports.Charts.OfRuns;

/// <summary>Charts of timeline.csv that a page has room for beside those that a run leaves as pictures.</summary>
internal static class PageTimeCharts
{
    /// <summary>Live objects, and page faults.</summary>
    public static IEnumerable<LineChart> Of(RunTables run) =>
    [
        One(run, "objects", "Live objects over time", "objects", new LineSeries("live_objects", "live objects", Values(run, s => s.LiveObjects))),
        One(run, "faults", "Page faults so far", "faults", new LineSeries("page_faults", "page faults", Values(run, s => s.PageFaults))),
    ];

    private static LineChart One(RunTables run, string name, string what, string label, LineSeries line) => TimeCharts.Chart(run, name, what, Axis.Count(label, line.Values.Max()), [line]);

    private static double[] Values(RunTables run, Func<TimelineSample, double> value) => [.. run.Timeline.Select(value)];
}
