using AllocSim.Reports.Charts;
using AllocSim.Reports.Charts.OfRuns;
using AllocSim.Reports.Html.Sections;
using AllocSim.Reports.Stored;

namespace AllocSim.Reports.Html;

/// <summary>One chart of the page, with a part for every run that has data for it.</summary>
/// <param name="Section">Where it stands.</param>
/// <param name="Parts">The runs' charts of this name, by number of the run; all of one kind, over one horizontal measure.</param>
internal sealed record PageChart(PageSection Section, IReadOnlyList<(int Run, Chart Chart)> Parts)
{
    /// <summary>The first run's chart, which names and labels it.</summary>
    public Chart First => Parts[0].Chart;

    /// <summary>Its title without the run, which the page names on top.</summary>
    public string Title => First.Title.Split(": ")[0];

    /// <summary>The charts of some runs, in the order of the page: those that the runs left as pictures, and those drawn for the page alone.</summary>
    public static IReadOnlyList<PageChart> Of(IReadOnlyList<StoredRun> runs)
        => [.. runs
            .SelectMany((run, i) => Drawn(run).Select(chart => (Run: i, Chart: chart)))
            .GroupBy(part => (part.Chart.Name, Measure(part.Chart)))
            .Select(group => new PageChart(PageSection.Of(group.First().Chart), [.. group]))
            .OrderBy(chart => PageSection.All.ToList().IndexOf(chart.Section))
            .ThenBy(chart => chart.Section.PlaceOf(chart.First.Name))];

    /// <summary>The pictures that a run leaves, and what a page has room for beside them.</summary>
    private static IEnumerable<Chart> Drawn(StoredRun run)
        => run.Charts.Concat(PageTimeCharts.Of(run.Result.Tables));

    private static string Measure(Chart chart) => chart switch
    {
        LineChart lines => lines.XColumn,
        StackedBarChart bars => bars.CategoryColumn,
        RankedBarChart bars => bars.CategoryColumn,
        _ => chart.Horizontal.Label,
    };
}
