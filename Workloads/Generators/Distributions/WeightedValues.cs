namespace AllocSim.Workloads.Generators.Distributions;

/// <summary>Values with weights, drawn in constant time by Walker's alias method (Vose, 1991).</summary>
internal sealed class WeightedValues : IDistribution
{
    private readonly double[] _values;
    private readonly double[] _keep;
    private readonly int[] _alias;

    /// <summary>Prepares the tables.</summary>
    /// <param name="values">The values.</param>
    /// <param name="weights">Their weights: not negative, and not all 0.</param>
    public WeightedValues(IReadOnlyList<double> values, IReadOnlyList<double> weights)
    {
        int n = values.Count;
        _values = [.. values];
        _keep = new double[n];
        _alias = new int[n];
        double total = weights.Sum();
        double[] scaled = [.. weights.Select(w => w / total * n)];
        var small = new Stack<int>();
        var large = new Stack<int>();
        for (int i = 0; i < n; i++)
        {
            (scaled[i] < 1 ? small : large).Push(i);
        }

        while (small.Count > 0 && large.Count > 0)
        {
            int low = small.Pop(), high = large.Pop();
            _keep[low] = scaled[low];
            _alias[low] = high;
            scaled[high] -= 1 - scaled[low];
            (scaled[high] < 1 ? small : large).Push(high);
        }

        foreach (int i in large.Concat(small))
        {
            _keep[i] = 1;
            _alias[i] = i;
        }
    }

    /// <summary>Draws the position of a value.</summary>
    public int NextIndex(Xoshiro random)
    {
        int i = random.Below(_values.Length);
        return random.Chance(_keep[i]) ? i : _alias[i];
    }

    /// <inheritdoc/>
    public double Next(Xoshiro random) => _values[NextIndex(random)];
}
