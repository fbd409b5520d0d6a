using System.Numerics;

namespace AllocSim.Simulator.Contention.Traces;

/// <summary>A histogram of durations: exact below 64 ns, within 1.6 % above.</summary>
public sealed class LatencyCell
{
    private const int Exact = 64;
    private const int LgExact = 6;
    private const int PerOctave = Exact / 2;

    private long[] _counts = new long[Exact];

    /// <summary>Operations.</summary>
    public long Count { get; private set; }

    /// <summary>Their time together, nanoseconds.</summary>
    public long TotalNs { get; private set; }

    /// <summary>The longest, nanoseconds.</summary>
    public long MaxNs { get; private set; }

    /// <summary>What the time went to, all operations together.</summary>
    public OperationParts Parts;

    /// <summary>Adds an operation.</summary>
    public void Add(long ns)
    {
        Count++;
        TotalNs += ns;
        MaxNs = Math.Max(MaxNs, ns);
        int bucket = BucketOf(ns);
        if (bucket >= _counts.Length)
        {
            Array.Resize(ref _counts, bucket + PerOctave);
        }

        _counts[bucket]++;
    }

    /// <summary>The duration that a share of operations did not exceed: the upper end of its bucket, at most the longest.</summary>
    public long Quantile(double share)
    {
        long rank = Math.Max(1, (long)Math.Ceiling(share * Count));
        long seen = 0;
        for (int i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= rank)
            {
                return Math.Min(MaxNs, UpperEnd(i));
            }
        }

        return MaxNs;
    }

    /// <summary>Non-empty buckets as (upper end, operations), ascending.</summary>
    public IEnumerable<(long UpperNs, long Count)> Buckets() => _counts.Select((count, i) => (UpperEnd(i), count)).Where(bucket => bucket.count > 0);

    private static int BucketOf(long ns)
    {
        if (ns < Exact)
        {
            return (int)ns;
        }

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
