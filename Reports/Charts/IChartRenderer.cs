using System.Runtime.ExceptionServices;

namespace AllocSim.Reports.Charts;

/// <summary>Draws charts: a picture and its data, NAME.csv; a chart that has one bar is a sentence instead, NAME.txt.</summary>
public interface IChartRenderer
{
    /// <summary>Writes a chart into a directory.</summary>
    /// <exception cref="ChartException">It cannot be drawn.</exception>
    void Render(Chart chart, string directory);

    /// <summary>Writes charts into a directory, several at once: they share nothing.</summary>
    /// <exception cref="ChartException">One cannot be drawn.</exception>
    void RenderAll(IReadOnlyList<Chart> charts, string directory)
    {
        try
        {
            Parallel.ForEach(charts, chart => Render(chart, directory));
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Capture(e.Flatten().InnerExceptions[0]).Throw();
        }
    }
}
