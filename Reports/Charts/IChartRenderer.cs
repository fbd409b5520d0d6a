namespace AllocSim.Reports.Charts;

/// <summary>Draws charts: a picture and its data, NAME.csv.</summary>
public interface IChartRenderer
{
    /// <summary>Writes a chart into a directory.</summary>
    /// <exception cref="ChartException">It cannot be drawn.</exception>
    void Render(Chart chart, string directory);
}
