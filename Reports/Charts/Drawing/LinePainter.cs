using ScottPlot;
using ScottPlot.Plottables;

namespace AllocSim.Reports.Charts.Drawing;

/// <summary>Draws a <see cref="LineChart"/>.</summary>
internal static class LinePainter
{
    private const int WidthMax = 8;

    // Of the largest horizontal value to the smallest; from there on they are drawn at equal distances for each doubling.
    private const int Doublings = 8;

    // A difference of half a dot of the height is not seen.
    private const int HeightParts = 1400;

    public static Picture Paint(LineChart chart, int width, int height)
    {
        Plot plot = PlotFrame.New(chart.Title, chart.Horizontal.Text, chart.Vertical.Text, width, height);
        ChartScale across = Across(chart);
        double greatest = chart.Series.SelectMany(series => series.Values).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        double least = chart.Series.SelectMany(series => series.Values).Where(double.IsFinite).DefaultIfEmpty(0).Min();
        double top = Math.Min(chart.Top ?? greatest, greatest);
        ChartScale up = ChartScale.Even(chart.Vertical, Math.Min(0, least * 1.06), top * (chart.Mark is null ? 1.06 : 1.12));
        double seen = top / HeightParts;
        double[] x = across.At(chart.X);
        if (chart.IsLayered)
        {
            for (int i = 0; i < chart.Series.Count; i++)
            {
                Layer(plot, x, up.At(chart.Series[i].Values), chart.Series[i], ChartColours.Line(i));
            }
        }

        for (int i = 0; i < chart.Series.Count; i++)
        {
            LineSeries series = chart.Series[i];
            if (series.IsBound)
            {
                Area(plot, x, up.At(series.Values), series, ChartColours.Line(i));
            }
            else
            {
                Line(plot, x, up.At(series.Values), series, ChartColours.Line(i), chart.IsMeasured, Width(chart, i, seen));
            }
        }

        PlotFrame.Across(plot, across);
        if (across.IsLogarithmic)
        {
            plot.Axes.Bottom.TickGenerator = across.TicksAt(chart.X);
        }

        PlotFrame.Up(plot, up, height);
        Mark(plot, chart, across, up);
        if (chart.Series.Count > 1)
        {
            PlotFrame.Legend(plot, width, FreeCorner.Of(chart, x, across, up, width, height));
        }
        else
        {
            plot.HideLegend();
        }

        return new Picture(width, height, plot);
    }

    /// <summary>From 0, unless that would leave much of the axis empty; measured points by doublings where they spread far.</summary>
    private static ChartScale Across(LineChart chart)
    {
        double first = chart.X[0];
        double last = chart.X[^1];
        if (chart.IsMeasured && first > 0)
        {
            double room = (last - first) * 0.02;
            return last >= first * Doublings ? ChartScale.Doubling(chart.Horizontal, chart.X) : ChartScale.Even(chart.Horizontal, first - room, last + room);
        }

        return ChartScale.Even(chart.Horizontal, first >= 0 && first <= last / 4 ? 0 : first, last);
    }

    /// <summary>A word at a moment that matters, on the side where there is room for it.</summary>
    private static void Mark(Plot plot, LineChart chart, ChartScale across, ChartScale up)
    {
        if (chart.Mark is not { } mark)
        {
            return;
        }

        double at = across.At(mark.X);
        VerticalLine line = plot.Add.VerticalLine(at, 1, ChartColours.Frame, LinePattern.Dashed);
        line.ExcludeFromLegend = true;
        bool isRight = at > (across.Least + across.Greatest) / 2;
        Text word = plot.Add.Text(mark.Word, at, up.Greatest);
        word.LabelFontName = ChartFont.Name;
        word.LabelFontSize = 11;
        word.LabelFontColor = ChartColours.Ink;
        word.LabelAlignment = isRight ? Alignment.UpperRight : Alignment.UpperLeft;
        word.OffsetX = isRight ? -5 : 5;
        word.OffsetY = 3;
    }

    /// <summary>Fills all below a line, over the layers before it.</summary>
    private static void Layer(Plot plot, double[] x, double[] y, LineSeries series, Color colour)
    {
        if (series.IsDashed)
        {
            return;
        }

        double[] corners = [.. x.SelectMany((at, i) => i == 0 ? (double[])[at] : [at, at])];
        double[] tops = [.. y.SelectMany((top, i) => i == 0 ? (double[])[top] : [y[i - 1], top])];
        FillY area = plot.Add.FillY(corners, new double[corners.Length], tops);
        area.FillColor = colour.MixedWith(Colors.White, 0.62);
        area.LineWidth = 0;
    }

    private static void Line(Plot plot, double[] x, double[] y, LineSeries series, Color colour, bool isMeasured, int width)
    {
        Scatter line = plot.Add.Scatter(x, y, colour);
        line.LegendText = series.Label;
        line.LineWidth = width;
        line.MarkerSize = isMeasured ? 8 : 0;
        line.ConnectStyle = isMeasured ? ConnectStyle.Straight : ConnectStyle.StepHorizontal;
        if (series.IsDashed)
        {
            line.LinePattern = LinePattern.Dashed;
        }
    }

    private static void Area(Plot plot, double[] x, double[] y, LineSeries series, Color colour)
    {
        double[] corners = [.. x.SelectMany((at, i) => i == 0 ? (double[])[at] : [at, at])];
        double[] tops = [.. y.SelectMany((top, i) => i == 0 ? (double[])[top] : [y[i - 1], top])];
        FillY area = plot.Add.FillY(corners, new double[corners.Length], tops);
        area.FillColor = colour.WithAlpha(0.25);
        area.LineWidth = 0;
        area.LegendText = series.Label;
    }

    /// <summary>A line that lies below others on most of its way is wider, so that it is seen at both sides of them.</summary>
    private static int Width(LineChart chart, int number, double seen)
        => Math.Min(2 + (2 * chart.Series.Skip(number + 1).Count(later => !later.IsDashed && AreOne(chart.Series[number].Values, later.Values, 2 * seen))), WidthMax);

    private static bool AreOne(IReadOnlyList<double> one, IReadOnlyList<double> other, double seen)
        => Enumerable.Range(0, one.Count).Count(i => Math.Abs(one[i] - other[i]) <= seen) > one.Count * 2 / 3;
}
