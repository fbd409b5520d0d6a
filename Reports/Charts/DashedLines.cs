namespace AllocSim.Reports.Charts;

/// <summary>Dashed lines that hold their values. Gnuplot begins the dashes of a line in steps anew at each of them, so that it looks solid; such lines are drawn from row to row instead, and steps that would be seen to lean get a row more.</summary>
internal static class DashedLines
{
    // Of the height and of the width of a picture: half a dot, and some two dots.
    private const int HeightParts = 1400;
    private const int WidthParts = 500;

    /// <summary>The least step of a line that is seen, in the chart's own numbers.</summary>
    public static double LeastStep(LineChart chart) => chart.Series.Max(series => series.Values.Max()) / HeightParts;

    /// <summary>The chart with a row more, of the values so far, where a dashed line steps far behind the row before.</summary>
    public static LineChart WithCorners(LineChart chart)
    {
        if (chart.IsMeasured || !chart.Series.Any(series => series.IsDashed))
        {
            return chart;
        }

        double seen = LeastStep(chart);
        double near = (chart.X[^1] - chart.X[0]) / WidthParts;
        List<(double X, int Row)> rows = [(chart.X[0], 0)];
        for (int i = 1; i < chart.X.Count; i++)
        {
            if (chart.X[i] - chart.X[i - 1] > near && chart.Series.Any(series => series.IsDashed && Math.Abs(series.Values[i] - series.Values[i - 1]) > seen))
            {
                rows.Add((chart.X[i], i - 1));
            }

            rows.Add((chart.X[i], i));
        }

        return chart with
        {
            X = [.. rows.Select(row => row.X)],
            Series = [.. chart.Series.Select(series => series with { Values = [.. rows.Select(row => series.Values[row.Row])] })],
        };
    }
}
