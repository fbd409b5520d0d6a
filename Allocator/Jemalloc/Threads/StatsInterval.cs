namespace AllocSim.Allocator.Jemalloc.Threads;

/// <summary>Statistics printed each time the program has allocated so many bytes. Threads count in batches, so that they need not ask each other at every allocation.</summary>
/// <param name="bytes">Bytes between two prints; 0 counts as 1.</param>
/// <param name="print">Prints them as a thread.</param>
/// <remarks>Source: jemalloc 5.3.0, `src/stats.c` stats_boot, stats_interval_event_handler.</remarks>
internal sealed class StatsInterval(ulong bytes, Action<Tsd> print)
{
    private const int LgBatches = 6;
    private const ulong BatchMax = 4UL << 20;

    private readonly ulong _bytes = Math.Max(bytes, 1);
    private CounterAccum _counted;

    /// <summary>Bytes that a thread allocates between two looks.</summary>
    public ulong Batch { get; } = Math.Clamp(Math.Max(bytes, 1) >> LgBatches, 1, BatchMax);

    /// <summary>A thread has allocated so many bytes since it was last here.</summary>
    public void Count(Tsd thread, ulong allocated)
    {
        if (_counted.Add(allocated, _bytes))
        {
            print(thread);
        }
    }
}
