namespace AllocSim.Reports.Contention;

/// <summary>A trace on one number of CPUs: its row, and where its threads' time went.</summary>
/// <param name="Row">The row of scale.csv.</param>
/// <param name="Time">The threads' time.</param>
public sealed record ScaleStep(ScaleRow Row, ThreadTime Time)
{
    /// <summary>The step of a run.</summary>
    public static ScaleStep From(int cpus, ContentionReport report) => new(ScaleRow.From(cpus, report), ThreadTime.Of(report.Threads));
}
