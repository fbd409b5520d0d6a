namespace AllocSim.Workloads.Generators.Distributions;

/// <summary>A distribution that is one formula.</summary>
internal sealed class FormulaDistribution(Func<Xoshiro, double> draw) : IDistribution
{
    /// <inheritdoc/>
    public double Next(Xoshiro random) => draw(random);
}
