using AllocSim.Reports.Contention;
using AllocSim.Simulator.Allocation.Policies;

namespace AllocSim.Reports.Validation;

/// <summary>What is compared of a run, real or simulated.</summary>
/// <param name="Operations">Acquisitions of all mutexes that are compared.</param>
/// <param name="SpunShare">Of these, those that got the mutex by spinning; 0 to 1.</param>
/// <param name="BlockedShare">Of these, those that blocked.</param>
/// <param name="OwnerShare">Of these, those with another owner than before.</param>
/// <param name="CallsPerSecond">Calls of the trace a second.</param>
public readonly record struct ContendedFigures(double Operations, double SpunShare, double BlockedShare, double OwnerShare, double CallsPerSecond)
{
    /// <summary>From a run's mutexes and its length.</summary>
    /// <param name="mutexes">The mutexes, of which those count that the real library tells of.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="calls">Calls of the trace.</param>
    /// <param name="ns">From the first call to the last thread's exit.</param>
    public static ContendedFigures Of(IEnumerable<MutexRow> mutexes, Policy policy, long calls, long ns)
    {
        MutexRow[] counted = [.. mutexes.Where(row => policy.IsComparedLock(row.Mutex))];
        double operations = counted.Sum(row => (double)row.NumOps);
        return new ContendedFigures(
            operations,
            Share(counted.Sum(row => (double)row.NumSpinAcq), operations),
            Share(counted.Sum(row => (double)row.NumWait), operations),
            Share(counted.Sum(row => (double)row.NumOwnerSwitch), operations),
            ns <= 0 ? 0 : calls * 1e9 / ns);
    }

    /// <summary>Each figure's median over several runs.</summary>
    public static ContendedFigures MedianOf(IReadOnlyCollection<ContendedFigures> runs) => new(
        Median(runs.Select(run => run.Operations)),
        Median(runs.Select(run => run.SpunShare)),
        Median(runs.Select(run => run.BlockedShare)),
        Median(runs.Select(run => run.OwnerShare)),
        Median(runs.Select(run => run.CallsPerSecond)));

    private static double Share(double part, double whole) => whole == 0 ? 0 : part / whole;

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? 0 : (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
    }
}
