using ScottPlot;
using ScottPlot.Plottables;

namespace AllocSim.Reports.Charts.Drawing;

/// <summary>Draws a <see cref="ScatterChart"/>: points, and the marked ones joined and named.</summary>
internal static class ScatterPainter
{
    private const int NotesMax = 20;
    private const int NoteHeight = 17;
    private const int ColumnsOfNotes = 2;

    public static Picture Paint(ScatterChart chart, int width, int height)
    {
        Plot plot = PlotFrame.New(chart.Title, chart.Horizontal.Text, chart.Vertical.Text, width, height * 0.6);
        ScatterPoint[] marked = [.. chart.Points.Where(point => point.IsMarked)];
        ChartScale across = ChartScale.Around(chart.Horizontal, chart.Points.Select(point => point.X));
        ChartScale up = ChartScale.Around(chart.Vertical, chart.Points.Select(point => point.Y));
        if (chart.Points.Count > marked.Length)
        {
            Points([.. chart.Points.Where(point => !point.IsMarked)], 6, ChartColours.Pale, "other points");
        }

        Scatter front = Points(marked, 10, ChartColours.Marked, chart.MarkLabel);
        front.LineWidth = 1.5f;
        front.ConnectStyle = ConnectStyle.StepVertical;
        for (int i = 0; i < marked.Length; i++)
        {
            ScatterPoint point = marked[i];
            bool isClose = i > 0 && IsClose(across, marked[i - 1].X, point.X, 0.12) && IsClose(up, marked[i - 1].Y, point.Y, 0.08);
            Text name = plot.Add.Text(point.Name, across.At(point.X), up.At(point.Y));
            name.LabelFontName = ChartFont.Name;
            name.LabelFontSize = 11;
            name.LabelFontColor = ChartColours.Ink;
            name.LabelAlignment = isClose ? Alignment.UpperLeft : Alignment.LowerLeft;
            name.OffsetX = 5;
            name.OffsetY = isClose ? 4 : -4;
        }

        PlotFrame.Across(plot, across);
        PlotFrame.Up(plot, up, height);
        Notes(plot, marked, width, height);
        return new Picture(width, height, plot);

        Scatter Points(ScatterPoint[] points, float size, Color colour, string label)
        {
            Scatter plotted = plot.Add.ScatterPoints(across.At(points.Select(point => point.X)), up.At(points.Select(point => point.Y)), colour);
            plotted.MarkerSize = size;
            plotted.LegendText = label;
            return plotted;
        }
    }

    private static bool IsClose(ChartScale scale, double one, double other, double share) => Math.Abs(scale.At(one) - scale.At(other)) < share * (scale.Greatest - scale.Least);

    /// <summary>Letters of a note that has one line: in a small picture lines below each other would take the place of the data.</summary>
    public static int NoteLetters(int width) => width / 24;

    /// <summary>What each marked point stands for, below the picture; in a small one as many as leave two thirds of it to the points.</summary>
    private static void Notes(Plot plot, ScatterPoint[] marked, int width, int height)
    {
        PlotFrame.Legend(plot, width);
        bool isNarrow = width < 800;
        int most = isNarrow ? Math.Min(NotesMax, Math.Max(1, height / 3 / NoteHeight) * ColumnsOfNotes) : NotesMax;
        foreach (ScatterPoint point in marked.Take(most))
        {
            string note = $"{point.Name}:  {point.Note}";
            plot.Legend.ManualItems.Add(new LegendItem { LabelText = isNarrow ? ShownChart.Name(note, NoteLetters(width)) : PlotFrame.Wrap(note, 44) });
        }

        if (marked.Length > most)
        {
            plot.Legend.ManualItems.Add(new LegendItem { LabelText = $"and {marked.Length - most} more" });
        }
    }
}
