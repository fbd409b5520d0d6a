using AllocSim.Workloads.Generators;
using MathNet.Numerics.Statistics;

namespace AllocSim.Cli.Tuning;

/// <summary>A random forest (Breiman, 2001): trees over draws of the examples. Their mean is the expected value, their spread says how sure it is (Hutter, Hoos and Leyton-Brown, SMAC, 2011).</summary>
public sealed class RegressionForest
{
    private const int TreeCount = 32;

    private readonly RegressionTree[] _trees;
    private readonly double _floor;

    /// <summary>Grows the forest.</summary>
    /// <param name="x">Features of each example; at least one example.</param>
    /// <param name="y">Its value.</param>
    /// <param name="random">Draws examples and features.</param>
    public RegressionForest(double[][] x, double[] y, Xoshiro random)
    {
        _trees = [.. Enumerable.Range(0, TreeCount).Select(_ => new RegressionTree(x, y, [.. Enumerable.Range(0, y.Length).Select(_ => random.Below(y.Length))], random))];
        _floor = y.Length < 2 ? 1e-3 : Math.Max(1e-6, 0.01 * Statistics.StandardDeviation(y));
    }

    /// <summary>What is expected of an example, and the standard deviation of that.</summary>
    public (double Mean, double Deviation) Predict(double[] features)
    {
        double[] values = [.. _trees.Select(tree => tree.Predict(features))];
        return (values.Mean(), Math.Max(_floor, values.StandardDeviation()));
    }
}
