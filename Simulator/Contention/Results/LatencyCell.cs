using System.Numerics;

namespace AllocSim.Simulator.Contention.Results;

/// <summary>A histogram of durations: exact below 64 ns, within 1.6 % above.</summary>
public sealed class LatencyCell
{
    /// <summary>Durations below this are told apart to the nanosecond.</summary>
    internal const int Exact = 64;

    private const int LgExact = 6;
    private const int PerOctave = Exact / 2;

    private long[] _short = new long[Exact];
    private long[] _long = [];
    private long _longTotalNs;
    private long _longestNs;

    /// <summary>Operations.</summary>
    public long Count => Buckets().Sum(bucket => bucket.Count);

    /// <summary>Their time together, nanoseconds.</summary>
    public long TotalNs => _longTotalNs + Buckets().Where(bucket => bucket.UpperNs < Exact).Sum(bucket => bucket.UpperNs * bucket.Count);

    /// <summary>The longest, nanoseconds.</summary>
    public long MaxNs => _longestNs > 0 ? _longestNs : Buckets().LastOrDefault().UpperNs;

    /// <summary>What the time went to, all operations together.</summary>
    public OperationParts Parts;

    /// <summary>The duration that a share of operations did not exceed: the upper end of its bucket, at most the longest.</summary>
    public long Quantile(double share)
    {
        long rank = Math.Max(1, (long)Math.Ceiling(share * Count));
        long seen = 0;
        foreach ((long upperNs, long count) in Buckets())
        {
            seen += count;
            if (seen >= rank)
            {
                return Math.Min(MaxNs, upperNs);
            }
        }

        return MaxNs;
    }

    /// <summary>Non-empty buckets as (upper end, operations), ascending.</summary>
    public IEnumerable<(long UpperNs, long Count)> Buckets()
    {
        for (int i = 0; i < Exact + _long.Length; i++)
        {
            long count = i < Exact ? _short[i] : _long[i - Exact];
            if (count > 0)
            {
                yield return (UpperEnd(i), count);
            }
        }
    }

    /// <summary>The same with so many short operations.</summary>
    /// <param name="counts">How many took 0, 1, 2, … ns.</param>
    internal LatencyCell With(ReadOnlySpan<long> counts)
    {
        _short = counts.ToArray();
        return this;
    }

    /// <summary>Adds an operation of at least <see cref="Exact"/> nanoseconds.</summary>
    internal void AddLong(long ns)
    {
        _longTotalNs += ns;
        _longestNs = Math.Max(_longestNs, ns);
        int bucket = BucketOf(ns) - Exact;
        if (bucket >= _long.Length)
        {
            Array.Resize(ref _long, bucket + PerOctave);
        }

        _long[bucket]++;
    }

    private static int BucketOf(long ns)
    {
        int octave = BitOperations.Log2((ulong)ns) - LgExact + 1;
        return Exact + ((octave - 1) * PerOctave) + (int)(ns >> octave) - PerOctave;
    }

    private static long UpperEnd(int bucket)
    {
        if (bucket < Exact)
        {
            return bucket;
        }

        int octave = ((bucket - Exact) / PerOctave) + 1;
        long step = ((bucket - Exact) % PerOctave) + PerOctave;
        return ((step + 1) << octave) - 1;
    }
}
