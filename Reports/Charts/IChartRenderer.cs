namespace AllocSim.Reports.Charts;

/// <summary>Draws charts. A renderer writes NAME.png, the data as NAME.csv, and whatever script a person needs to draw it again.</summary>
public interface IChartRenderer
{
    /// <summary>Why nothing can be drawn, in one line that says what to install; null when all is there.</summary>
    string? Missing { get; }

    /// <summary>Writes a chart into a directory. Data and script are written even when nothing can be drawn.</summary>
    /// <exception cref="ChartException">The drawing program failed.</exception>
    void Render(Chart chart, string directory);
}
