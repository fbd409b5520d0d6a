using System.Globalization;
using AllocSim.Simulator.Text;
using ScottPlot;
using ScottPlot.Plottables;

namespace AllocSim.Reports.Charts.Drawing;

/// <summary>Draws bars: standing ones with notes above them, and lying ones by rank.</summary>
internal static class BarPainter
{
    private const double Thickness = 0.75;
    private const float NoteSize = 10;

    /// <summary>Pixels that a letter of a note takes.</summary>
    internal const double NoteLetter = NoteSize * 0.72;

    private const double NotesShareMax = 0.5;
    private const double LegendLine = 19;
    private const double LegendFrame = 45;

    public static Picture Paint(StackedBarChart chart, int width, int height)
    {
        bool areBytes = chart.Horizontal.Unit == "bytes";
        Plot plot = PlotFrame.New(chart.Title, areBytes ? chart.Horizontal.Label : chart.Horizontal.Text, chart.Vertical.Text, width, height);
        float room = width * 0.86f;
        int count = chart.Categories.Count;
        bool isLevel = PlotFrame.Fits(chart.Notes, room);
        int every = PlotFrame.Names(plot, [.. chart.Categories.Select(name => areBytes ? Size(name) : name)], room);
        double inner = Math.Max(40, PlotFrame.DataHeight(plot, height) - (chart.Parts.Count * LegendLine) - LegendFrame);
        double[] totals = chart.IsLogarithmic ? [.. Enumerable.Range(0, count).Select(i => chart.Parts.Max(part => part.Values[i]))] : Totals(chart.Parts, count);
        double notes = chart.Notes.Max(note => note.Length) == 0 ? 0 : ((isLevel ? NoteSize : chart.Notes.Max(note => note.Length) * NoteLetter) + 10) / inner;
        if (notes > NotesShareMax)
        {
            // The bars need the room more; the numbers beside the picture have the notes.
            chart = chart with { Notes = [.. chart.Notes.Select(_ => "")] };
            notes = 0;
        }

        ChartScale up = chart.IsLogarithmic ? ChartScale.Counts(chart.Vertical, totals, notes) : ChartScale.Even(chart.Vertical, 0, totals.DefaultIfEmpty(0).Max() / (1 - Math.Max(0.06, notes)));
        double[] tops = chart.IsLogarithmic ? Beside(plot, chart.Parts, count, up) : Stack(plot, chart.Parts, count, up, Orientation.Vertical, i => i);
        for (int i = 0; i < tops.Length; i += every)
        {
            if (chart.Notes[i].Length == 0)
            {
                continue;
            }

            Text note = plot.Add.Text(chart.Notes[i], i, tops[i]);
            note.LabelFontName = ChartFont.Name;
            note.LabelFontSize = NoteSize;
            note.LabelFontColor = ChartColours.Frame;
            note.LabelAlignment = isLevel ? Alignment.LowerCenter : Alignment.MiddleLeft;
            note.LabelRotation = isLevel ? 0 : -90;
            note.OffsetY = -3;
        }

        plot.Axes.SetLimitsX(-0.7, Math.Max(count - 0.3, 2.7));
        PlotFrame.Up(plot, up, height);
        plot.Grid.XAxisStyle.IsVisible = false;
        Legend(plot, chart, [.. tops.Select(top => (top - up.Least) / (up.Greatest - up.Least) + notes)], width, height);
        return new Picture(width, height, plot);
    }

    public static Picture Paint(RankedBarChart chart, int width, int height)
    {
        Plot plot = PlotFrame.New(chart.Title, chart.Horizontal.Text, "", width, height);
        int all = chart.Categories.Count;
        int count = Math.Min(all, PlotFrame.NamesFitting(height));
        double[] totals = Totals(chart.Parts, count);
        ChartScale across = ChartScale.Even(chart.Horizontal, 0, totals.Max() * 1.04);
        _ = Stack(plot, chart.Parts, count, across, Orientation.Horizontal, i => count - 1 - i);
        PlotFrame.NamesUp(plot, [.. chart.Categories.Take(count).Reverse()], height);
        PlotFrame.Across(plot, across);
        plot.Axes.SetLimitsY(Math.Min(-0.6, count - 5.6), count - 0.4);
        plot.Grid.YAxisStyle.IsVisible = false;
        double wide = (60 + (chart.Parts.Max(part => part.Label.Length) * 7.4)) / (width - plot.Axes.Left.MinimumSize - plot.Axes.Right.MinimumSize);
        int covered = (int)Math.Ceiling(((chart.Parts.Count * LegendLine) + 24) / (PlotFrame.DataHeight(plot, height) / Math.Max(count, 5)));
        bool isFree = covered <= 5 - count || totals.TakeLast(Math.Min(count, covered - Math.Max(0, 5 - count))).Max() / (totals.Max() * 1.04) < 1 - wide;
        PlotFrame.Legend(plot, width, isFree ? Alignment.LowerRight : null);
        return new Picture(width, height, plot);
    }

    /// <summary>The legend in an upper corner where the bars are low enough for it.</summary>
    private static void Legend(Plot plot, StackedBarChart chart, double[] heights, int width, int height)
    {
        if (chart.Parts.Count < 2)
        {
            plot.HideLegend();
            return;
        }

        double wide = (46 + (chart.Parts.Max(part => part.Label.Length) * 7.4)) / (width - 98) * Math.Max(heights.Length, 3);
        double high = ((chart.Parts.Count * 19) + 24.0) / (height - 96);
        int bars = (int)Math.Ceiling(wide);
        bool isLeft = heights.Take(bars).DefaultIfEmpty(0).Max() < 1 - high;
        bool isRight = heights.Length <= 2 || heights.TakeLast(bars).DefaultIfEmpty(0).Max() < 1 - high;
        PlotFrame.Legend(plot, width, isRight && bars <= heights.Length ? Alignment.UpperRight : isLeft && bars <= heights.Length ? Alignment.UpperLeft : null);
    }

    private static string Size(string category) => double.TryParse(category, NumberStyles.None, CultureInfo.InvariantCulture, out double bytes) ? Quantity.ShortBytes(bytes) : category;

    /// <summary>Puts the parts side by side: on a logarithmic scale their heights cannot be added.</summary>
    /// <returns>Where the highest of each category ends.</returns>
    private static double[] Beside(Plot plot, IReadOnlyList<LineSeries> parts, int count, ChartScale scale)
    {
        double[] ends = new double[count];
        Array.Fill(ends, scale.Least);
        double size = Thickness / parts.Count;
        for (int part = 0; part < parts.Count; part++)
        {
            List<Bar> bars = [];
            for (int i = 0; i < count; i++)
            {
                double end = parts[part].Values[i] > 0 ? scale.At(parts[part].Values[i]) : scale.Least;
                bars.Add(new Bar { Position = i + ((part + 0.5) * size) - (Thickness / 2), ValueBase = scale.Least, Value = end, Size = size, FillColor = ChartColours.Part(part), LineWidth = 0, Orientation = Orientation.Vertical });
                ends[i] = Math.Max(ends[i], end);
            }

            BarPlot plotted = plot.Add.Bars(bars);
            plotted.LegendText = parts[part].Label;
        }

        return ends;
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
