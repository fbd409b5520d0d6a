using System.Diagnostics;

namespace AllocSim.Cli.Tuning;

/// <summary>How much a search may run: replays of all traces, and perhaps an end by the clock.</summary>
/// <param name="Evaluations">Settings on all whole traces; one on a slice counts as its part.</param>
/// <param name="TimeNs">After so long no further generation begins; null for no such limit. A search that ends by the clock is not the same on every machine.</param>
public sealed record TuneBudget(int Evaluations, long? TimeNs)
{
    private readonly long _began = Stopwatch.GetTimestamp();

    /// <summary>What was used of <see cref="Evaluations"/>.</summary>
    public double Spent { get; private set; }

    /// <summary>Whether the time is over.</summary>
    public bool IsLate => TimeNs is { } limit && Stopwatch.GetElapsedTime(_began).TotalNanoseconds > limit;

    /// <summary>Whole evaluations that are left.</summary>
    public int Left => IsLate ? 0 : Math.Max(0, (int)(Evaluations - Spent + 1e-9));

    /// <summary>Counts evaluations.</summary>
    public void Spend(double count) => Spent += count;
}
