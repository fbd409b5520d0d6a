using AllocSim.Reports.Runs;
using AllocSim.Simulator.Allocation.Tables;

namespace AllocSim.Reports.Charts.OfRuns;

/// <summary>The charts of a policy's own tables, as it describes them.</summary>
internal static class OwnCharts
{
    /// <summary>The charts that there are rows for; none where the policy is not known.</summary>
    public static IReadOnlyList<Chart> Of(RunResult run) => run.Policy is null ? [] : [.. run.Policy.Charts(run.Data()).Select(chart => Chart(chart, run.Tables))];

    private static Chart Chart(OwnChart chart, RunTables run)
    {
        LineSeries[] series = [.. chart.Series.Select(each => new LineSeries(each.Column, each.Label, each.Values, IsBound: each.IsLimit))];
        return chart switch
        {
            OwnLines lines => Lines(lines, series, run),
            OwnBars bars => Bars(bars, series, run),
            _ => throw new NotSupportedException($"the chart {chart.Name} is of an unknown kind"),
        };
    }

    private static LineChart Lines(OwnLines chart, LineSeries[] series, RunTables run)
    {
        (string column, double[] x, Axis axis) = TimeCharts.TimeAxis(chart.Instants);
        return new LineChart
        {
            Name = chart.Name,
            Title = RunCharts.Title(chart.Title, run),
            Section = chart.Section,
            Horizontal = axis,
            Vertical = chart.ValueUnit == "pages" && chart.ValueLabel.Length == 0 ? TimeCharts.Pages(run, series) : ValueAxis(chart, series.Max(each => each.Values.Max())),
            XColumn = column,
            X = x,
            Series = series,
        };
    }

    private static StackedBarChart Bars(OwnBars chart, LineSeries[] series, RunTables run) => new()
    {
        Name = chart.Name,
        Title = RunCharts.Title(chart.Title, run),
        Section = chart.Section,
        Horizontal = new Axis(chart.CategoryLabel, chart.CategoryUnit),
        Vertical = ValueAxis(chart, Enumerable.Range(0, chart.Categories.Count).Max(bar => series.Sum(part => part.Values[bar]))),
        CategoryColumn = chart.CategoryColumn,
        Categories = chart.Categories,
        Parts = series,
        NoteColumn = chart.NoteColumn,
        Notes = chart.Notes,
    };

    private static Axis ValueAxis(OwnChart chart, double max)
    {
        string label = chart.ValueLabel.Length > 0 ? chart.ValueLabel : chart.ValueUnit.Length > 0 ? chart.ValueUnit : "number";
        return chart.ValueUnit == "bytes" ? Axis.Bytes(label, chart.ValueMax ?? max) : chart.ValueUnit == "ns" ? Axis.Nanoseconds(label, chart.ValueMax ?? max) : Axis.Count(label, chart.ValueMax ?? max);
    }
}
