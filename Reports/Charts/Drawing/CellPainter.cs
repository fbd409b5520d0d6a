using System.Globalization;
using ScottPlot;
using ScottPlot.Panels;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;

namespace AllocSim.Reports.Charts.Drawing;

/// <summary>Draws coloured cells: addresses over time, and maps of two options.</summary>
internal static class CellPainter
{
    private const int TicksWanted = 8;
    private const int NumberedColumnsMax = 16;
    private const int NumberedRowsMax = 24;
    private const float NumberWidth = 44;
    private const float NumberHeight = 15;
    private const float BarWidth = 84;

    private static readonly Color Nothing = Color.FromHex("#ececec");
    private static readonly Color Empty = Color.FromHex("#b3aec4");

    public static Picture Paint(HeatMapChart chart, int width, int height)
    {
        Plot plot = PlotFrame.New(chart.Title, chart.Horizontal.Text, chart.Vertical.Text, width, height);
        Heatmap cells = Heat(plot, chart, width);
        foreach (int row in chart.Breaks.Order())
        {
            HorizontalLine gap = plot.Add.HorizontalLine(row - 0.5, 1, ChartColours.Frame);
            gap.LinePattern = LinePattern.Dotted;
        }

        PlotFrame.NamesUp(plot, chart.Rows, height);
        RowOwners.Draw(plot, chart, height);
        plot.Axes.Bottom.TickGenerator = ColumnTicks(chart);
        Frame(plot, chart.Rows.Count, chart.Columns.Count);
        Bar(plot, cells, chart.ColourLabel, height);
        return new Picture(width, height, plot);
    }

    public static Picture Paint(CellChart chart, int width, int height)
    {
        Plot plot = PlotFrame.New(chart.Title, chart.Horizontal.Text, chart.Vertical.Text, width, height);
        int rows = chart.Rows.Count;
        int columns = chart.Columns.Count;
        double[,] scaled = new double[rows, columns];
        for (int y = 0; y < rows; y++)
        {
            for (int x = 0; x < columns; x++)
            {
                scaled[y, x] = chart.Cells[y, x] / chart.Value.Divisor;
            }
        }

        double[] values = [.. scaled.Cast<double>().Where(double.IsFinite).DefaultIfEmpty(0)];
        double least = values.Min();
        double greatest = values.Max();
        Heatmap cells = Cells(plot, scaled, new ScottPlot.Colormaps.Viridis(), new ScottPlot.Range(least, greatest > least ? greatest : least + 1));
        _ = PlotFrame.Names(plot, chart.Columns, width * 0.6f);
        PlotFrame.NamesUp(plot, chart.Rows, height);
        float room = width - plot.Axes.Left.MinimumSize - plot.Axes.Right.MinimumSize - BarWidth;
        if (columns <= NumberedColumnsMax && rows <= NumberedRowsMax && room / columns >= NumberWidth && PlotFrame.DataHeight(plot, height) / rows >= NumberHeight)
        {
            Numbers(plot, scaled, least, greatest);
        }

        Frame(plot, rows, columns);
        Bar(plot, cells, chart.Value.Text, height);
        return new Picture(width, height, plot);
    }

    /// <summary>The cells; those of 0 and those without a value have colours of their own where the chart has words for them.</summary>
    private static Heatmap Heat(Plot plot, HeatMapChart chart, int width)
    {
        ScottPlot.Colormaps.Viridis colours = new();
        ScottPlot.Range range = new(0, chart.Greatest > 0 ? chart.Greatest : 1);
        if (chart.Words.Zero.Length == 0)
        {
            return Cells(plot, chart.Cells, colours, range);
        }

        double[,] empty = new double[chart.Rows.Count, chart.Columns.Count];
        double[,] filled = new double[chart.Rows.Count, chart.Columns.Count];
        for (int y = 0; y < chart.Rows.Count; y++)
        {
            for (int x = 0; x < chart.Columns.Count; x++)
            {
                double cell = chart.Cells[y, x];
                empty[y, x] = double.IsNaN(cell) ? double.NaN : 0;
                filled[y, x] = cell > 0 ? cell : double.NaN;
            }
        }

        Heatmap ground = Cells(plot, empty, new ScottPlot.Colormaps.CustomPalette([Empty, Empty]), new ScottPlot.Range(0, 1));
        if (!HasValue(filled))
        {
            return ground;
        }

        Heatmap cells = Cells(plot, filled, colours, range);
        cells.NaNCellColor = Colors.Transparent;
        cells.Update();
        plot.Legend.ManualItems.Add(new LegendItem { LabelText = chart.Words.Zero, FillColor = Empty });
        plot.Legend.ManualItems.Add(new LegendItem { LabelText = chart.Words.None, FillColor = Nothing });
        PlotFrame.Legend(plot, width);
        return cells;
    }

    private static bool HasValue(double[,] cells) => cells.Cast<double>().Any(double.IsFinite);

    /// <summary>Cells with the first row at the bottom. Where none has a value, all have the colour of none: the library cannot scale a map without values.</summary>
    private static Heatmap Cells(Plot plot, double[,] cells, IColormap colours, ScottPlot.Range range)
    {
        int rows = cells.GetLength(0);
        int columns = cells.GetLength(1);
        if (!HasValue(cells))
        {
            return Cells(plot, new double[rows, columns], new ScottPlot.Colormaps.CustomPalette([Nothing, Nothing]), range);
        }

        double[,] fromTop = new double[rows, columns];
        for (int y = 0; y < rows; y++)
        {
            for (int x = 0; x < columns; x++)
            {
                fromTop[rows - 1 - y, x] = double.IsFinite(cells[y, x]) ? cells[y, x] : double.NaN; // an endless one would be the scale of all
            }
        }

        Heatmap map = plot.Add.Heatmap(fromTop);
        map.Colormap = colours;
        map.ManualRange = range;
        map.NaNCellColor = Nothing;
        // Without a rectangle of its own each cell lies around its whole numbers: a rectangle would be that of the cells' middles.
        map.Update();
        return map;
    }

    private static void Numbers(Plot plot, double[,] cells, double least, double greatest)
    {
        string format = greatest < 1000 ? "F2" : "F0";
        for (int y = 0; y < cells.GetLength(0); y++)
        {
            for (int x = 0; x < cells.GetLength(1); x++)
            {
                if (!double.IsFinite(cells[y, x]))
                {
                    continue;
                }

                Text number = plot.Add.Text(cells[y, x].ToString(format, CultureInfo.InvariantCulture), x, y);
                number.LabelFontName = ChartFont.Name;
                number.LabelFontSize = 12;
                number.LabelAlignment = Alignment.MiddleCenter;
                number.LabelFontColor = cells[y, x] > least + ((greatest - least) * 0.6) ? Colors.Black : greatest > least ? Colors.White : Colors.White;
            }
        }
    }

    private static void Frame(Plot plot, int rows, int columns)
    {
        plot.Axes.SetLimits(-0.5, columns - 0.5, -0.5, rows - 0.5);
        plot.HideGrid();
    }

    /// <summary>What colours mean; nothing where there is a single one.</summary>
    private static void Bar(Plot plot, Heatmap cells, string label, int height)
    {
        if (cells.Colormap is ScottPlot.Colormaps.CustomPalette)
        {
            return;
        }

        ColorBar bar = plot.Add.ColorBar(cells);
        bar.Label = PlotFrame.Wrap(label, height / 10);
        bar.LabelStyle.FontName = ChartFont.Name;
        bar.LabelStyle.FontSize = 12;
        bar.MinimumSize = BarWidth;
        bar.Axis.TickLabelStyle.FontName = ChartFont.Name;
        bar.Axis.TickGenerator = new NumericAutomatic { MinimumTickSpacing = 50, LabelFormatter = ChartScale.Label };
    }

    private static NumericManual ColumnTicks(HeatMapChart chart)
    {
        double divisor = chart.Horizontal.Divisor;
        double first = chart.Columns[0] / divisor;
        double last = chart.Columns[^1] / divisor;
        double step = NiceStep((last - first) / TicksWanted);
        NumericManual ticks = new();
        if (chart.Columns.Count < 2 || step <= 0)
        {
            ticks.AddMajor(0, ChartScale.Label(first));
            return ticks;
        }

        for (double tick = Math.Ceiling(first / step) * step; tick <= last + (step / 1000); tick += step)
        {
            ticks.AddMajor((tick - first) / (last - first) * (chart.Columns.Count - 1), ChartScale.Label(Math.Round(tick, 9)));
        }

        return ticks;
    }

    /// <summary>1, 2 or 5 times a power of ten, at least what is asked for.</summary>
    private static double NiceStep(double wanted)
    {
        if (wanted <= 0)
        {
            return 0;
        }

        double power = Math.Pow(10, Math.Floor(Math.Log10(wanted)));
        double digit = wanted / power;
        return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
    }
}
