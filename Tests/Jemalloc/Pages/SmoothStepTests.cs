using System.Numerics;
using AllocSim.Allocator.Jemalloc.Pages;

namespace AllocSim.Tests.Jemalloc.Pages;

[TestFixture]
internal sealed class SmoothStepTests
{
    [Test]
    public void EachStep_IsTheExactValueRoundedDown()
    {
        for (int step = 1; step <= SmoothStep.StepCount; step++)
        {
            BigInteger s = step;
            BigInteger n = SmoothStep.StepCount;
            BigInteger exact = ((6 * BigInteger.Pow(s, 5)) - (15 * BigInteger.Pow(s, 4) * n) + (10 * BigInteger.Pow(s, 3) * n * n)) << SmoothStep.FractionBits;
            Assert.That((BigInteger)SmoothStep.Steps[step - 1], Is.EqualTo(exact / BigInteger.Pow(n, 5)), $"step {step}");
        }
    }

    [Test]
    public void TheCurve_Rises_FromNothingToOne()
    {
        Assert.That(SmoothStep.Steps, Is.Ordered);
        Assert.That((SmoothStep.Steps[0], SmoothStep.Steps[^1]), Is.EqualTo((20UL, 1UL << SmoothStep.FractionBits)));
    }

    [Test]
    public void TheCurve_IsSymmetricAroundItsMiddle()
    {
        for (int i = 0; i < SmoothStep.StepCount - 1; i++)
        {
            ulong sum = SmoothStep.Steps[i] + SmoothStep.Steps[SmoothStep.StepCount - 2 - i];
            Assert.That((1UL << SmoothStep.FractionBits) - sum, Is.LessThanOrEqualTo(1));
        }
    }
}
