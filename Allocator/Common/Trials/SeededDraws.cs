namespace AllocSim.Allocator.Common.Trials;

/// <summary>A stream of draws from one seed, the same on every platform. (SplitMix64)</summary>
internal sealed class SeededDraws(ulong seed)
{
    // Mixed, or the streams of neighbouring seeds would be one stream a step apart.
    private ulong _state = Mix(unchecked(seed + 0x2545f4914f6cdd1dUL));

    /// <summary>64 bits.</summary>
    public ulong Next()
    {
        _state = unchecked(_state + 0x9e3779b97f4a7c15UL);
        return Mix(_state);
    }

    /// <summary>A number below a bound of at least 1.</summary>
    public ulong Below(ulong bound) => Next() % bound;

    /// <summary>A number below a bound of at least 1.</summary>
    public int Below(int bound) => (int)Below((ulong)bound);

    /// <summary>A number from the least to the most, both included.</summary>
    public ulong From(ulong least, ulong most) => least + Below(most - least + 1);

    /// <summary>A number from the least to the most, both included.</summary>
    public int From(int least, int most) => least + Below(most - least + 1);

    /// <summary>True so many times in a million.</summary>
    public bool Chance(int perMillion) => Below(1_000_000) < perMillion;

    /// <summary>One of a few.</summary>
    public T Pick<T>(params ReadOnlySpan<T> items) => items[Below(items.Length)];

    /// <summary>A number whose logarithm is spread evenly between those of two powers of two.</summary>
    public ulong Spread(int lgLeast, int lgMost)
    {
        int lg = From(lgLeast, lgMost - 1);
        return (1UL << lg) + Below(1UL << lg);
    }

    private static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9UL;
            z = (z ^ (z >> 27)) * 0x94d049bb133111ebUL;
            return z ^ (z >> 31);
        }
    }
}
