using AllocSim.Reports.Contention;

namespace AllocSim.Reports.Validation;

/// <summary>What is compared of a run, real or simulated.</summary>
/// <param name="Operations">Acquisitions of all mutexes of arenas.</param>
/// <param name="SpunShare">Of these, those that got the mutex by spinning; 0 to 1.</param>
/// <param name="BlockedShare">Of these, those that blocked.</param>
/// <param name="OwnerShare">Of these, those with another owner than before.</param>
/// <param name="CallsPerSecond">Calls of the trace a second.</param>
public readonly record struct ContendedFigures(double Operations, double SpunShare, double BlockedShare, double OwnerShare, double CallsPerSecond)
{
    private const string OfArenas = "stats.arenas.";

    /// <summary>From a run's mutexes and its length.</summary>
    /// <param name="mutexes">The mutexes, of which those of arenas count.</param>
    /// <param name="calls">Calls of the trace.</param>
    /// <param name="ns">From the first call to the last thread's exit.</param>
    public static ContendedFigures Of(IEnumerable<MutexRow> mutexes, long calls, long ns)
    {
        MutexRow[] counted = [.. mutexes.Where(row => IsOfArena(row.Mutex))];
        double operations = counted.Sum(row => (double)row.NumOps);
        return new ContendedFigures(
            operations,
            Share(counted.Sum(row => (double)row.NumSpinAcq), operations),
            Share(counted.Sum(row => (double)row.NumWait), operations),
            Share(counted.Sum(row => (double)row.NumOwnerSwitch), operations),
            ns <= 0 ? 0 : calls * 1e9 / ns);
    }

    /// <summary>Whether a name is that of an arena's mutex, as the library's controls have them. The simulator counts more, which they do not tell of (extent_grow, sanitizer_bump_allocator).</summary>
    public static bool IsOfArena(string mutex)
        => mutex.StartsWith(OfArenas, StringComparison.Ordinal) && (mutex.Contains(".mutexes.", StringComparison.Ordinal) || mutex.Contains(".bins.", StringComparison.Ordinal));

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
