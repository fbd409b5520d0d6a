namespace AllocSim.Reports.Charts;

/// <summary>The dashed lines of a chart whose values hold until the next one, as gnuplot has to have them.</summary>
/// <remarks>It begins the dashes of a line in steps anew at each of them, so that the line looks solid. So such lines are drawn from row to row, and have a row more where a step would be seen to lean.</remarks>
internal static class DashedLines
{
    // Of the height and of the width of a picture: half a dot, and some two dots.
    private const int HeightParts = 1400;
    private const int WidthParts = 500;

    /// <summary>The least step of a line that is seen, in the chart's own numbers.</summary>
    public static double LeastStep(LineChart chart) => chart.Series.Max(series => series.Values.Max()) / HeightParts;

    /// <summary>Whether a line is drawn from row to row.</summary>
    public static bool Holds(LineChart chart, LineSeries series) => series.IsDashed && !chart.IsMeasured;

    /// <summary>The file that such lines are in, without its ending.</summary>
    public static string FileName(LineChart chart) => chart.Name + ".dashed";

    /// <summary>Such lines alone, with corners; null where there are none.</summary>
    public static LineChart? Of(LineChart chart)
    {
        LineSeries[] dashed = [.. chart.Series.Where(series => Holds(chart, series))];
        if (dashed.Length == 0)
        {
            return null;
        }

        double seen = LeastStep(chart);
        double near = (chart.X[^1] - chart.X[0]) / WidthParts;
        List<(double X, int Row)> rows = [(chart.X[0], 0)];
        for (int i = 1; i < chart.X.Count; i++)
        {
            if (chart.X[i] - chart.X[i - 1] > near && dashed.Any(series => Math.Abs(series.Values[i] - series.Values[i - 1]) > seen))
            {
                rows.Add((chart.X[i], i - 1));
            }

            rows.Add((chart.X[i], i));
        }

        return chart with
        {
            Name = FileName(chart),
            X = [.. rows.Select(row => row.X)],
            Series = [.. dashed.Select(series => series with { Values = [.. rows.Select(row => series.Values[row.Row])] })],
        };
    }
}
