using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;

namespace AllocSim.Reports.Charts.Drawing;

/// <summary>Names whose the rows of a picture of cells are, at its right side: a name for each stretch of rows of one owner that has room for it, and a line between two owners.</summary>
internal static class RowOwners
{
    private const float LineHeight = 15;
    private const double FrameRoom = 150;
    private const int LettersMax = 24;

    /// <summary>Draws the names; nothing where no row has an owner.</summary>
    public static void Draw(Plot plot, HeatMapChart chart, int height)
    {
        if (chart.Owners.Count == 0)
        {
            return;
        }

        double rowHeight = Math.Max(1, height - FrameRoom) / chart.Rows.Count;
        double free = double.NegativeInfinity;
        int longest = 0;
        NumericManual names = new();
        foreach ((string owner, int first, int last) in Stretches(chart.Owners))
        {
            if (first > 0 && owner.Length > 0)
            {
                HorizontalLine edge = plot.Add.HorizontalLine(first - 0.5, 1, ChartColours.Ink);
                edge.LinePattern = LinePattern.Solid;
            }

            double middle = (first + last) / 2.0;
            if (owner.Length > 0 && middle * rowHeight >= free)
            {
                string name = owner.Length > LettersMax ? owner[..(LettersMax - 1)] + "…" : owner;
                names.AddMajor(middle, name);
                longest = Math.Max(longest, name.Length);
                free = (middle * rowHeight) + LineHeight;
            }
        }

        plot.Axes.SetLimitsY(-0.5, chart.Rows.Count - 0.5, plot.Axes.Right);
        plot.Axes.Right.TickGenerator = names;
        plot.Axes.Right.MajorTickStyle.Length = 0;
        plot.Axes.Right.TickLabelStyle.FontName = ChartFont.Name;
        plot.Axes.Right.TickLabelStyle.FontSize = PlotFrame.TickSize;
        plot.Axes.Right.TickLabelStyle.ForeColor = ChartColours.Ink;
        plot.Axes.Right.MinimumSize = 12 + (longest * PlotFrame.TickSize * PlotFrame.LetterWidth);
    }

    private static IEnumerable<(string Owner, int First, int Last)> Stretches(IReadOnlyList<string> owners)
    {
        int first = 0;
        for (int row = 1; row <= owners.Count; row++)
        {
            if (row == owners.Count || owners[row] != owners[first])
            {
                yield return (owners[first], first, row - 1);
                first = row;
            }
        }
    }
}
