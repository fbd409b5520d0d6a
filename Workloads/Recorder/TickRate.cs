namespace AllocSim.Workloads.Recorder;

/// <summary>How long a tick of the recorder's clock is: so many nanoseconds in so many ticks.</summary>
/// <param name="Ticks">Ticks; more than 0.</param>
/// <param name="Nanoseconds">Nanoseconds.</param>
internal record struct TickRate(ulong Ticks, ulong Nanoseconds)
{
    /// <summary>Shortest span, nanoseconds, that gives a better rate than the measurement at the start.</summary>
    private const ulong LongEnoughNs = 5_000_000;

    /// <summary>Takes over a measurement over a longer span than the longest so far.</summary>
    public void Improve(ulong ticks, ulong nanoseconds, ref ulong longestNs)
    {
        if (ticks > 0 && nanoseconds >= LongEnoughNs && nanoseconds > longestNs)
        {
            longestNs = nanoseconds;
            (Ticks, Nanoseconds) = (ticks, nanoseconds);
        }
    }

    /// <summary>The time of a number of ticks since the start.</summary>
    public readonly long ToNanoseconds(ulong ticks) => (long)(ulong)((UInt128)ticks * Nanoseconds / Ticks);
}
