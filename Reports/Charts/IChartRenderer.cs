namespace AllocSim.Reports.Charts;

/// <summary>Draws charts: a picture and its data, NAME.csv; a chart that has one bar is a sentence instead, NAME.txt.</summary>
public interface IChartRenderer
{
    /// <summary>Writes a chart into a directory.</summary>
    /// <exception cref="ChartException">It cannot be drawn.</exception>
    void Render(Chart chart, string directory);
}
