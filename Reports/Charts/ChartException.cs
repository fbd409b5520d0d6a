namespace AllocSim.Reports.Charts;

/// <summary>A chart could not be drawn. The message is one line.</summary>
public sealed class ChartException : Exception
{
    /// <summary>Makes the error from its message.</summary>
    public ChartException(string message)
        : base(message)
    {
    }
}
