using AllocSim.Simulator.Allocation.Policies;

namespace AllocSim.Reports.Contention;

/// <summary>A trace on one number of CPUs: its row, and where its threads' time went.</summary>
/// <param name="Row">The row of scale.csv.</param>
/// <param name="Time">The threads' time.</param>
/// <param name="HottestName">What people call the lock that was waited for most.</param>
public sealed record ScaleStep(ScaleRow Row, ThreadTime Time, string HottestName)
{
    /// <summary>The step of a run.</summary>
    /// <param name="cpus">CPUs.</param>
    /// <param name="report">What it left.</param>
    /// <param name="policy">Its policy.</param>
    public static ScaleStep From(int cpus, ContentionReport report, Policy policy)
    {
        ScaleRow row = ScaleRow.From(cpus, report);
        return new ScaleStep(row, ThreadTime.Of(report.Threads), policy.ShortLockName(row.HottestMutex));
    }
}
