namespace AllocSim.Reports.Charts.Drawing;

/// <summary>Draws with ScottPlot, in the font that the program brings. Nothing has to be installed, and equal charts give equal bytes.</summary>
public sealed class ScottPlotRenderer : IChartRenderer
{
    private readonly int _width;
    private readonly int _height;
    private readonly ChartFormat _format;

    /// <summary>Makes a renderer.</summary>
    /// <param name="format">What kind of file it writes.</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels from top to bottom of a chart with one panel; more panels make it higher.</param>
    public ScottPlotRenderer(ChartFormat format = ChartFormat.Png, int width = 1200, int height = 700)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 300);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 200);
        _format = format;
        _width = width;
        _height = height;
    }

    /// <inheritdoc/>
    public void Render(Chart chart, string directory)
    {
        using (FileStream data = File.Create(Path.Combine(directory, chart.Name + ".csv")))
        {
            ChartData.Write(data, chart);
        }

        if (ChartSentence.Of(chart) is { } sentence)
        {
            File.WriteAllText(Path.Combine(directory, chart.Name + ".txt"), ShownChart.Name(sentence, int.MaxValue) + "\n");
            return;
        }

        using Picture picture = Paint(ShownChart.Of(chart, _width, _height));
        if (_format == ChartFormat.Svg)
        {
            File.WriteAllText(Path.Combine(directory, chart.Name + ".svg"), picture.ToSvg());
        }
        else
        {
            File.WriteAllBytes(Path.Combine(directory, chart.Name + ".png"), picture.ToPng());
        }
    }

    private Picture Paint(Chart chart) => chart switch
    {
        LineChart lines => LinePainter.Paint(lines, _width, _height),
        StackedBarChart bars => BarPainter.Paint(bars, _width, _height),
        RankedBarChart bars => BarPainter.Paint(bars, _width, _height),
        HeatMapChart heat => CellPainter.Paint(heat, _width, _height),
        ScatterChart points => ScatterPainter.Paint(points, _width, _height),
        RangeChart ranges => RangePainter.Paint(ranges, _width, Math.Max(_height, (_height * 2 * ranges.Panels.Count / 5) + 80)),
        CellChart cells => CellPainter.Paint(cells, _width, _height),
        _ => throw new ArgumentException($"no picture for {chart.GetType().Name}", nameof(chart)),
    };
}
