using AllocSim.Cli.Tuning;
using AllocSim.Workloads.Generators;

namespace AllocSim.Tests.Cli.Tuning;

/// <summary>The surrogate model of a search.</summary>
[TestFixture]
internal sealed class RegressionForestTests
{
    [Test]
    public void ItLearnsAStep_AndIsLessSureWhereItSawNothing()
    {
        double[][] x = [.. Enumerable.Range(0, 40).Select(i => (double[])[i % 10, i % 3])];
        double[] y = [.. x.Select(features => features[0] < 5 ? 1.0 : 3.0)];
        RegressionForest forest = new(x, y, new Xoshiro(1));
        Assert.That(forest.Predict([1, 1]).Mean, Is.EqualTo(1).Within(0.1));
        Assert.That(forest.Predict([8, 1]).Mean, Is.EqualTo(3).Within(0.1));
        Assert.That(forest.Predict([4.6, 0]).Deviation, Is.GreaterThanOrEqualTo(forest.Predict([1, 0]).Deviation));
    }

    [Test]
    public void TheSameSeed_GivesTheSameForest()
    {
        double[][] x = [.. Enumerable.Range(0, 30).Select(i => (double[])[i, 30 - i])];
        double[] y = [.. x.Select(features => Math.Sin(features[0]))];
        (double, double) once = new RegressionForest(x, y, new Xoshiro(7)).Predict([3.5, 9]);
        (double, double) again = new RegressionForest(x, y, new Xoshiro(7)).Predict([3.5, 9]);
        Assert.That(again, Is.EqualTo(once));
    }

    [Test]
    public void OneExample_IsEnough() => Assert.That(new RegressionForest([[1]], [2], new Xoshiro(1)).Predict([5]).Mean, Is.EqualTo(2));
}
