using System.Runtime.CompilerServices;

namespace AllocSim.Allocator.Jemalloc.Threads;

/// <summary>Fires on average once in so many ticks, at intervals that are geometrically distributed, so that threads do not fall into step.</summary>
/// <remarks>Source: jemalloc 5.3.0, `include/jemalloc/internal/ticker.h` and `src/ticker.c`.</remarks>
internal struct GeometricTicker
{
    /// <summary>Ticks between looks at decay, on average.</summary>
    public const int DecayTicks = 1000;

    private const int IntervalBits = 6;
    private const uint MeanInterval = 61;

    // Quantiles of the exponential distribution with mean 61, from the largest: -61 ln((i + 1) / 64) for i from 0 to 63.
    private static readonly byte[] Intervals =
    [
        254, 211, 187, 169, 156, 144, 135, 127, 120, 113, 107, 102, 97, 93, 89, 85,
        81, 77, 74, 71, 68, 65, 62, 60, 57, 55, 53, 50, 48, 46, 44, 42,
        40, 39, 37, 35, 33, 32, 30, 29, 27, 26, 24, 23, 21, 20, 19, 18,
        16, 15, 14, 13, 12, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0,
    ];

    private readonly int _ticks;
    private int _left;

    /// <summary>Fires for the first time after exactly so many ticks.</summary>
    public GeometricTicker(int ticks)
    {
        _ticks = ticks;
        _left = ticks;
    }

    /// <summary>Counts ticks; true when it fires.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Tick(ref ulong prngState, int count)
    {
        _left -= count;
        return _left < 0 && Fire(ref prngState);
    }

    /// <summary>Counts ticks, but does not fire: that is put off to the next call of <see cref="Tick"/>.</summary>
    public void Hold(int count) => _left = Math.Max(_left - count, 0);

    private bool Fire(ref ulong prngState)
    {
        int interval = (int)Prng.NextBits(ref prngState, IntervalBits);
        _left = (int)((ulong)_ticks * Intervals[interval] / MeanInterval);
        return true;
    }
}
