using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Prof;

/// <summary>How often a sample is taken, and what one stands for.</summary>
/// <remarks>Source: jemalloc 5.3.0, `src/prof.c` prof_sample_new_event_wait, `src/prof_data.c` prof_unbias_map_init, prof_do_unbias.</remarks>
internal sealed class ProfSampling(SizeClasses sizes)
{
    private const int RandomBits = 53;
    private const double SignBit = 9223372036854775808.0;

    // Counts are kept times the smallest size class, so that rounding them costs little.
    private const double CountShift = 8;

    private readonly ulong[] _unbiasedBytes = new ulong[sizes.Count];
    private readonly ulong[] _shiftedUnbiasedCounts = new ulong[sizes.Count];

    /// <summary>log2 of the mean number of bytes between two samples; 0 while the allocator starts, and then of its first thread every allocation is a sample until one was.</summary>
    public int LgSample { get; private set; }

    /// <summary>Bytes that a sample of a size class stands for.</summary>
    public ulong UnbiasedBytes(int szind) => _unbiasedBytes[szind];

    /// <summary>Objects that a sample of a size class stands for, times 8.</summary>
    public ulong ShiftedUnbiasedCount(int szind) => _shiftedUnbiasedCounts[szind];

    /// <summary>Sets the mean distance of samples.</summary>
    public void SetRate(int lgSample)
    {
        LgSample = lgSample;
        double rate = 1UL << lgSample;
        for (int i = 0; i < sizes.Count; i++)
        {
            double size = sizes.IndexToSize(i);
            double seen = 1.0 - Math.Exp(-size / rate);
            _unbiasedBytes[i] = Truncate(Round(size / seen));
            _shiftedUnbiasedCounts[i] = Truncate(Round(CountShift / seen));
        }
    }

    /// <summary>Bytes until the next sample, geometrically distributed; drawn from a thread's generator.</summary>
    public ulong NextWait(ref ulong prngState)
    {
        if (LgSample == 0)
        {
            return 1;
        }

        ulong drawn = Prng.NextBits(ref prngState, RandomBits);
        double uniform = drawn == 0 ? 1.0 : drawn * (1.0 / (1UL << RandomBits));
        double wait = Math.Log(uniform) / Math.Log(1.0 - (1.0 / (1UL << LgSample)));
        return Math.Max(unchecked(Truncate(wait) + 1), 1);
    }

    /// <summary>The counts that jeprof, which scales by the mean size of a line's samples, turns into what the samples stand for. (prof_do_unbias)</summary>
    public (ulong Objects, ulong Bytes) BeforeJeprof(ulong shiftedUnbiasedCount, ulong unbiasedBytes)
    {
        if (shiftedUnbiasedCount == 0 || unbiasedBytes == 0)
        {
            return (0, 0);
        }

        double objects = shiftedUnbiasedCount / CountShift;
        double bytes = unbiasedBytes;
        double mean = bytes / objects;
        double seenBytes = bytes * (1.0 - Math.Exp(-mean / (1UL << LgSample)));
        return (Saturate(seenBytes / mean), Saturate(seenBytes));
    }

    private static double Round(double value) => Math.Round(value, MidpointRounding.AwayFromZero);

    // As x86-64 does it with what does not fit: the sign bit alone, or 0 for what is too large.
    private static ulong Truncate(double value) => value >= SignBit ? Signed(value - SignBit) ^ (1UL << 63) : Signed(value);

    private static ulong Signed(double value) => value > -SignBit && value < SignBit ? (ulong)(long)value : 1UL << 63;

    private static ulong Saturate(double value)
    {
        double rounded = Round(value);
        return rounded < ulong.MaxValue ? (ulong)rounded : ulong.MaxValue;
    }
}
