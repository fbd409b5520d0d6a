using ScottPlot;
using ScottPlot.Plottables;

namespace AllocSim.Reports.Charts.Drawing;

/// <summary>Draws a <see cref="RangeChart"/>: a plot a panel, each with boxes from least to greatest and a line through the middles.</summary>
internal static class RangePainter
{
    private const double HalfWidth = 0.16;
    private const float Side = 112;

    public static Picture Paint(RangeChart chart, int width, int height)
    {
        List<(Plot, double)> plots = [];
        for (int i = 0; i < chart.Panels.Count; i++)
        {
            bool isLast = i == chart.Panels.Count - 1;
            Plot plot = Panel(chart, i, width, height / chart.Panels.Count, i == 0 ? chart.Title : "", isLast ? chart.Horizontal.Text : "");
            plots.Add((plot, 1 + (i == 0 ? PlotFrame.TitleHeight(plot) * chart.Panels.Count / height : 0) + (isLast ? 0.12 + (plot.Axes.Bottom.MinimumSize * chart.Panels.Count / height) : 0)));
        }

        return new Picture(width, height, plots);
    }

    private static Plot Panel(RangeChart chart, int number, int width, int height, string title, string horizontal)
    {
        RangePanel panel = chart.Panels[number];
        Plot plot = PlotFrame.New(title, horizontal, panel.Vertical.Text, width, height + 40);
        Color colour = ChartColours.Part(number);
        ChartScale up = ChartScale.Around(panel.Vertical, panel.Least.Concat(panel.Greatest));
        for (int i = 0; i < chart.Categories.Count; i++)
        {
            Rectangle box = plot.Add.Rectangle(i - HalfWidth, i + HalfWidth, up.At(panel.Least[i]), up.At(panel.Greatest[i]));
            box.FillColor = colour.WithAlpha(0.3);
            box.LineWidth = 0;
        }

        Scatter middle = plot.Add.Scatter([.. Enumerable.Range(0, chart.Categories.Count).Select(i => (double)i)], up.At(panel.Middle), colour);
        middle.LineWidth = 2;
        middle.MarkerSize = 8;
        bool isLast = number == chart.Panels.Count - 1;
        if (isLast || PlotFrame.Fits(chart.Categories, width * 0.85f))
        {
            _ = PlotFrame.Names(plot, chart.Categories, width * 0.85f);
        }
        else
        {
            // Slanted names stand below the last panel alone: below each they would leave nothing to the boxes.
            plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericManual([.. Enumerable.Range(0, chart.Categories.Count).Select(i => (double)i)], [.. chart.Categories.Select(_ => "")]);
            plot.Axes.Bottom.MinimumSize = 16;
            plot.Axes.Right.MinimumSize = Math.Max(24, chart.Categories[^1].Length * PlotFrame.TickSize * PlotFrame.LetterWidth * 0.72f);
        }

        plot.Axes.Left.MinimumSize = Side;
        plot.Axes.Left.MaximumSize = Side;
        plot.Axes.SetLimitsX(-0.6, chart.Categories.Count - 0.4);
        PlotFrame.Up(plot, up, height);
        plot.Grid.XAxisStyle.IsVisible = false;
        return plot;
    }
}
