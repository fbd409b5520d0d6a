namespace AllocSim.Workloads.Generators.Distributions;

/// <summary>A distribution given by values at equal steps of probability, straight between them.</summary>
internal sealed class QuantileTable(double[] quantiles) : IDistribution
{
    /// <inheritdoc/>
    public double Next(Xoshiro random)
    {
        double position = random.NextDouble() * (quantiles.Length - 1);
        int below = Math.Min((int)position, quantiles.Length - 2);
        return below < 0 ? quantiles[0] : quantiles[below] + (position - below) * (quantiles[below + 1] - quantiles[below]);
    }
}
