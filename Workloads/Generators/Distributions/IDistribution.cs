namespace AllocSim.Workloads.Generators.Distributions;

/// <summary>Where sizes, lifetimes and pauses are drawn from.</summary>
public interface IDistribution
{
    /// <summary>Draws a value.</summary>
    double Next(Xoshiro random);
}
