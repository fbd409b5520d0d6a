using AllocSim.Cli.Calibration;
using AllocSim.Workloads.Generators;
using MathNet.Numerics.LinearAlgebra;

namespace AllocSim.Tests.Calibration;

[TestFixture]
internal sealed class NonNegativeLeastSquaresTests
{
    [Test]
    public void WhereThePlainSolutionIsPositive_ThatIsIt()
    {
        Matrix<double> a = Matrix<double>.Build.DenseOfArray(new double[,] { { 2, 1 }, { 1, 3 }, { 1, 1 } });
        Vector<double> x = Vector<double>.Build.DenseOfArray([4, 0.5]);
        Assert.That(NonNegativeLeastSquares.Solve(a, a * x), Is.EqualTo(x.ToArray()).Within(1e-12));
    }

    // Without the bound (-1, 2); with the first at 0 the second is the mean of 1 and 2.
    [Test]
    public void WhatWouldBeNegative_IsZero_AndTheRestIsFittedAgain()
    {
        Matrix<double> a = Matrix<double>.Build.DenseOfArray(new double[,] { { 1, 1 }, { 0, 1 } });
        double[] x = NonNegativeLeastSquares.Solve(a, Vector<double>.Build.DenseOfArray([1, 2]));
        Assert.That(x, Is.EqualTo(new[] { 0, 1.5 }).Within(1e-12));
    }

    [Test]
    public void AColumnThatIsThereTwice_IsUsedOnce()
    {
        Matrix<double> a = Matrix<double>.Build.DenseOfArray(new double[,] { { 1, 1, 0 }, { 1, 1, 2 }, { 1, 1, 1 } });
        double[] x = NonNegativeLeastSquares.Solve(a, Vector<double>.Build.DenseOfArray([2, 4, 3]));
        Assert.That(x[0] + x[1], Is.EqualTo(2).Within(1e-12));
        Assert.That(x[2], Is.EqualTo(1).Within(1e-12));
        Assert.That(x[..2], Has.One.Zero);
    }

    [Test]
    public void WhereEverythingPointsAway_AllIsZero()
    {
        double[] x = NonNegativeLeastSquares.Solve(Matrix<double>.Build.DenseIdentity(3), Vector<double>.Build.Dense(3, -1));
        Assert.That(x, Is.All.Zero);
    }

    // Karush, Kuhn and Tucker: x is the solution when it is not negative, no column that is at 0 would go down, and none that is above 0 would go anywhere.
    [Test]
    public void RandomProblems_MeetTheConditionsOfTheOptimum([Range(1, 60)] int seed)
    {
        Xoshiro random = new((ulong)seed);
        int columns = 1 + random.Below(12);
        int rows = columns + random.Below(20);
        Matrix<double> a = Matrix<double>.Build.Dense(rows, columns, (_, _) => random.NextDouble() - (seed % 2 * 0.5));
        Vector<double> b = Vector<double>.Build.Dense(rows, _ => random.NextDouble() - 0.3);
        double[] x = NonNegativeLeastSquares.Solve(a, b);
        Vector<double> descent = a.TransposeThisAndMultiply(b - (a * Vector<double>.Build.DenseOfArray(x)));
        for (int i = 0; i < columns; i++)
        {
            Assert.That(x[i], Is.GreaterThanOrEqualTo(0));
            Assert.That(descent[i], x[i] > 0 ? Is.Zero.Within(1e-9) : Is.LessThanOrEqualTo(1e-9), $"column {i} of {columns}, at {x[i]}");
        }
    }
}
