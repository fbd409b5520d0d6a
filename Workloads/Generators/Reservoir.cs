namespace AllocSim.Workloads.Generators;

/// <summary>A fair sample of a stream of any length (Vitter's algorithm R, 1985), with a seed.</summary>
internal sealed class Reservoir(ulong seed, int capacity)
{
    private readonly List<double> _values = [];
    private readonly Xoshiro _random = new(seed);
    private long _seen;

    /// <summary>Values seen.</summary>
    public long Seen => _seen;

    /// <summary>Offers a value.</summary>
    public void Add(double value)
    {
        _seen++;
        if (_values.Count < capacity)
        {
            _values.Add(value);
            return;
        }

        ulong at = _random.Between(0, (ulong)_seen - 1);
        if (at < (ulong)capacity)
        {
            _values[(int)at] = value;
        }
    }

    /// <summary>The sample.</summary>
    public IReadOnlyList<double> All() => _values;

    /// <summary>At most so many values of the sample, at equal steps of rank, ascending.</summary>
    public double[] Sorted(int count)
    {
        double[] sorted = [.. _values.Order()];
        return sorted.Length <= count ? sorted.Length == 0 ? [0] : sorted : [.. Enumerable.Range(0, count).Select(i => sorted[(int)((long)i * (sorted.Length - 1) / (count - 1))])];
    }
}
