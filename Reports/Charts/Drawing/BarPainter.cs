using ScottPlot;
using ScottPlot.Plottables;

namespace AllocSim.Reports.Charts.Drawing;

/// <summary>Draws bars: standing ones with notes above them, and lying ones by rank.</summary>
internal static class BarPainter
{
    private const double Thickness = 0.75;

    public static Picture Paint(StackedBarChart chart, int width, int height)
    {
        Plot plot = PlotFrame.New(chart.Title, chart.Horizontal.Text, chart.Vertical.Text, width);
        float room = width * 0.72f;
        double[] totals = Totals(chart.Parts, chart.Categories.Count);
        ChartScale up = ChartScale.Even(chart.Vertical, 0, totals.Max() * (PlotFrame.Fits(chart.Notes, room) ? 1.08 : 1.22));
        double[] tops = Stack(plot, chart.Parts, chart.Categories.Count, up, Orientation.Vertical, i => i);
        int every = PlotFrame.Names(plot, chart.Categories, room);
        bool isLevel = PlotFrame.Fits(chart.Notes, room);
        for (int i = 0; i < tops.Length; i += every)
        {
            if (chart.Notes[i].Length == 0)
            {
                continue;
            }

            Text note = plot.Add.Text(chart.Notes[i], i, tops[i]);
            note.LabelFontName = ChartFont.Name;
            note.LabelFontSize = 10;
            note.LabelFontColor = ChartColours.Frame;
            note.LabelAlignment = isLevel ? Alignment.LowerCenter : Alignment.LowerLeft;
            note.LabelRotation = isLevel ? 0 : -60;
            note.OffsetY = -3;
        }

        plot.Axes.SetLimitsX(-0.7, Math.Max(chart.Categories.Count - 0.3, 2.7));
        PlotFrame.Up(plot, up);
        plot.Grid.XAxisStyle.IsVisible = false;
        PlotFrame.Legend(plot, width);
        return new Picture(width, height, plot);
    }

    public static Picture Paint(RankedBarChart chart, int width, int height)
    {
        Plot plot = PlotFrame.New(chart.Title, chart.Horizontal.Text, "", width);
        int count = chart.Categories.Count;
        ChartScale across = ChartScale.Even(chart.Horizontal, 0, Totals(chart.Parts, count).Max() * 1.04);
        _ = Stack(plot, chart.Parts, count, across, Orientation.Horizontal, i => count - 1 - i);
        PlotFrame.NamesUp(plot, [.. chart.Categories.Reverse()], int.MaxValue);
        PlotFrame.Across(plot, across);
        plot.Axes.SetLimitsY(Math.Min(-0.6, count - 5.6), count - 0.4);
        plot.Grid.YAxisStyle.IsVisible = false;
        PlotFrame.Legend(plot, width);
        return new Picture(width, height, plot);
    }

    private static double[] Totals(IReadOnlyList<LineSeries> parts, int count)
        => [.. Enumerable.Range(0, count).Select(i => parts.Sum(part => double.IsFinite(part.Values[i]) ? part.Values[i] : 0)).DefaultIfEmpty(0)];

    /// <summary>Puts the parts on each other.</summary>
    /// <returns>Where each bar ends.</returns>
    private static double[] Stack(Plot plot, IReadOnlyList<LineSeries> parts, int count, ChartScale scale, Orientation orientation, Func<int, double> place)
    {
        double[] ends = new double[count];
        for (int part = 0; part < parts.Count; part++)
        {
            List<Bar> bars = [];
            for (int i = 0; i < count; i++)
            {
                double value = double.IsFinite(parts[part].Values[i]) ? scale.At(parts[part].Values[i]) : 0;
                bars.Add(new Bar { Position = place(i), ValueBase = ends[i], Value = ends[i] + value, Size = Thickness, FillColor = ChartColours.Part(part), LineWidth = 0, Orientation = orientation });
                ends[i] += value;
            }

            BarPlot plotted = plot.Add.Bars(bars);
            plotted.LegendText = parts[part].Label;
        }

        return ends;
    }
}
