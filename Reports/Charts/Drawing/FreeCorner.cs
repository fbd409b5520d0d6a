using ScottPlot;

namespace AllocSim.Reports.Charts.Drawing;

/// <summary>Finds a corner of a picture that no line goes through, so that the legend can stand in it.</summary>
internal static class FreeCorner
{
    private const double LetterWidth = 7.4;
    private const double LineHeight = 19;
    private const double Swatch = 46;
    private const double SideRoom = 98;
    private const double HeadRoom = 96;

    /// <summary>The corner; null where lines go through all of them.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="x">Where its horizontal values lie.</param>
    /// <param name="across">Its horizontal scale.</param>
    /// <param name="up">Its vertical scale.</param>
    /// <param name="width">Pixels of the picture.</param>
    /// <param name="height">Pixels of the picture.</param>
    public static Alignment? Of(LineChart chart, double[] x, ChartScale across, ChartScale up, int width, int height)
    {
        double wide = (Swatch + (chart.Series.Max(series => series.Label.Length) * LetterWidth)) / (width - SideRoom);
        double high = ((chart.Series.Count * LineHeight) + 24) / (height - HeadRoom);
        if (wide > 0.6 || high > 0.8)
        {
            return null;
        }

        double[] places = [.. x.Select(at => (at - across.Least) / (across.Greatest - across.Least))];
        double mark = chart.Mark is { } marked ? (across.At(marked.X) - across.Least) / (across.Greatest - across.Least) : -1;
        bool isLeftMarked = mark >= 0 && mark < wide + 0.02;
        bool isRightMarked = mark > 1 - wide - 0.02;
        if (!isLeftMarked && Most(0, wide) < 1 - high)
        {
            return Alignment.UpperLeft;
        }

        if (!isRightMarked && Most(1 - wide, 1) < 1 - high)
        {
            return Alignment.UpperRight;
        }

        bool isFilled = chart.IsLayered || chart.Series.Any(series => series.IsBound);
        return isFilled ? null : Least(1 - wide, 1) > high ? Alignment.LowerRight : Least(0, wide) > high ? Alignment.LowerLeft : null;

        double Most(double from, double to) => Heights(from, to).DefaultIfEmpty(0).Max();

        double Least(double from, double to) => Heights(from, to).DefaultIfEmpty(1).Min();

        // Each value holds until the next one, so that one before the stretch may reach into it.
        IEnumerable<double> Heights(double from, double to)
            => Enumerable.Range(0, places.Length).Where(i => places[i] <= to && (i + 1 == places.Length || places[i + 1] >= from))
                .SelectMany(i => chart.Series.Select(series => series.Values[i]).Where(double.IsFinite).Select(value => (up.At(value) - up.Least) / (up.Greatest - up.Least)));
    }
}
