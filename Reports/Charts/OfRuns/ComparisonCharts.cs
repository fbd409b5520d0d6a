using AllocSim.Reports.Runs;
using AllocSim.Reports.Tables;

namespace AllocSim.Reports.Charts.OfRuns;

/// <summary>Charts that lay several runs of one trace over each other.</summary>
public static class ComparisonCharts
{
    /// <summary>Resident and requested memory of every run over time.</summary>
    /// <param name="runs">The runs with what the legend calls them; all of one trace, their samples brought to the same instants.</param>
    public static IReadOnlyList<Chart> All(IReadOnlyList<(string Label, RunResult Run)> runs)
        => [.. Overlay(runs, "resident", "Resident memory over time", s => s.TrueResidentBytes), .. Overlay(runs, "active", "Active memory over time", s => s.ActiveBytes)];

    private static IEnumerable<LineChart> Overlay(IReadOnlyList<(string Label, RunResult Run)> runs, string name, string title, Func<TimelineSample, ulong?> value)
    {
        IReadOnlyList<TimelineSample> first = runs[0].Run.Timeline;
        bool hasTime = first[^1].TimeNs > first[0].TimeNs;
        List<LineSeries> series = [.. runs.Select((run, i) => (run, i)).Where(each => each.run.Run.Timeline.All(s => value(s) is not null))
            .Select(each => new LineSeries(FormattableString.Invariant($"run_{each.i + 1}_bytes"), each.run.Label, [.. each.run.Run.Timeline.Select(s => (double)value(s)!.Value)]))];
        if (series.Count == 0)
        {
            yield break; // No policy says it.
        }

        series.Add(new LineSeries("requested_bytes", "requested", [.. first.Select(s => (double)s.RequestedBytes)], IsDashed: true));
        double last = hasTime ? first[^1].TimeNs : first[^1].Operation;
        yield return new LineChart
        {
            Name = name,
            Title = $"{title}: {runs[0].Run.Description.Trace}",
            Horizontal = hasTime ? Axis.Nanoseconds("time", last) : Axis.Count("operation", last),
            Vertical = Axis.Bytes("memory", series.Max(s => s.Values.Max())),
            XColumn = hasTime ? "time_ns" : "operation",
            X = [.. first.Select(s => hasTime ? (double)s.TimeNs : s.Operation)],
            Series = series,
        };
    }
}
