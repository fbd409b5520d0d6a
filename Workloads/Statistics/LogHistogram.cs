using System.Numerics;

namespace AllocSim.Workloads.Statistics;

/// <summary>Counts values in buckets of which each power of two has four, as size classes do.</summary>
public sealed class LogHistogram
{
    private const int StepBits = 2;
    private const int Steps = 1 << StepBits;

    private readonly long[] _counts = new long[64 * Steps];

    /// <summary>Values counted.</summary>
    public long Total { get; private set; }

    /// <summary>Sum of the values.</summary>
    public UInt128 Sum { get; private set; }

    /// <summary>The largest value.</summary>
    public ulong Max { get; private set; }

    /// <summary>Counts a value.</summary>
    public void Add(ulong value)
    {
        _counts[BucketOf(value)]++;
        Total++;
        Sum += value;
        Max = Math.Max(Max, value);
    }

    /// <summary>The buckets that hold something, in order: their least and greatest values and their counts.</summary>
    public IEnumerable<(ulong Least, ulong Greatest, long Count)> Buckets()
    {
        for (int i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] > 0)
            {
                yield return (LeastOf(i), i + 1 < _counts.Length ? LeastOf(i + 1) - 1 : ulong.MaxValue, _counts[i]);
            }
        }
    }

    /// <summary>The greatest value of the bucket in which the given share of all values is reached.</summary>
    /// <param name="share">0 to 1.</param>
    public ulong Quantile(double share)
    {
        long wanted = Math.Max(1, (long)Math.Ceiling(share * Total)), seen = 0;
        foreach ((_, ulong greatest, long count) in Buckets())
        {
            seen += count;
            if (seen >= wanted)
            {
                return Math.Min(greatest, Max);
            }
        }

        return 0;
    }

    private static int BucketOf(ulong value)
    {
        if (value < 2 * Steps)
        {
            return (int)value;
        }

        int log = BitOperations.Log2(value);
        return (log - StepBits) * Steps + (int)(value >> (log - StepBits));
    }

    private static ulong LeastOf(int bucket)
    {
        if (bucket < 2 * Steps)
        {
            return (ulong)bucket;
        }

        int shift = bucket / Steps - 1;
        int step = Steps + bucket % Steps;
        return shift + StepBits >= 64 ? ulong.MaxValue : (ulong)step << shift;
    }
}
