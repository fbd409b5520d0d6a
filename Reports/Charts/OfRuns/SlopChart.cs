using System.Globalization;
using AllocSim.Reports.Runs;
using AllocSim.Reports.Tables;

namespace AllocSim.Reports.Charts.OfRuns;

/// <summary>What rounding up costs, made of slop.csv.</summary>
internal static class SlopChart
{
    /// <summary>The chart, when there are rows.</summary>
    public static IEnumerable<Chart> Of(RunTables run)
    {
        SlopRow[] rows = [.. run.Slop.Where(row => row.Moment == "peak")];
        if (rows.Length == 0)
        {
            yield break;
        }

        double[] requested = [.. rows.Select(row => (double)row.RequestedBytes)];
        double[] slop = [.. rows.Select(row => (double)row.SlopBytes)];
        yield return new StackedBarChart
        {
            Name = "slop",
            Title = RunCharts.Title("What rounding up to size classes costs at the peak", run),
            Horizontal = new Axis("size class", "bytes"),
            Vertical = Axis.Bytes("live objects", requested.Zip(slop, (r, s) => r + s).Max()),
            CategoryColumn = "size_bytes",
            Categories = [.. rows.Select(row => row.SizeBytes.ToString(CultureInfo.InvariantCulture))],
            Parts = [new LineSeries("requested_bytes", "asked for", requested), new LineSeries("slop_bytes", "rounding", slop)],
            NoteColumn = "slop",
            Notes = [.. rows.Select(row => Percent(row.SlopRatio))],
        };
    }

    private static string Percent(double ratio) => ratio.ToString("P0", CultureInfo.InvariantCulture).Replace(" ", "", StringComparison.Ordinal);
}
