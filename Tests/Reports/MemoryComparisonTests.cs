using AllocSim.Reports.Validation;
using NUnit.Framework;

namespace AllocSim.Tests.Reports;

/// <summary>How far a replay's resident memory is from a program's.</summary>
[TestFixture]
internal sealed class MemoryComparisonTests
{
    [Test]
    public void AMoment_HoldsUntilTheNextOne()
    {
        MemoryComparison comparison = Of((0, 100, 110, 90), (10, 200, 200, 180), (40, 50, 60, 40));
        Assert.That(comparison.RealMean, Is.EqualTo(((100 * 10) + (200 * 30)) / 40.0));
        Assert.That(comparison.SimulatedMean, Is.EqualTo(((110 * 10) + (200 * 30)) / 40.0));
        Assert.That(comparison.MeanDistance, Is.EqualTo(10 * 10 / 40.0));
        Assert.That(comparison.PeakOff, Is.Zero);
        Assert.That(comparison.Largest.TimeNs, Is.Zero);
        Assert.That(comparison.IsWithin, Is.True);
    }

    [Test]
    public void ASingleMoment_IsItsOwnAverage()
    {
        MemoryComparison comparison = Of((5, 100, 110, 90));
        Assert.That(comparison.RealMean, Is.EqualTo(100));
        Assert.That(comparison.MeanOff, Is.EqualTo(0.1).Within(1e-12));
    }

    [Test]
    public void MemoryThatWasNotWritten_IsNamedWhereItExplains()
    {
        Assert.That(Of((0, 100, 150, 90), (10, 100, 150, 90)).Sentences().Last(), Does.Contain("asked for and did not write."));
        Assert.That(Of((0, 100, 150, 120), (10, 100, 150, 120)).Sentences().Last(), Does.StartWith("That is not memory which"));
        Assert.That(Of((0, 100, 80, 70), (10, 100, 80, 70)).Sentences().Last(), Does.StartWith("That is not memory which"));
    }

    [Test]
    public void TheChart_HasBothCurves()
        => Assert.That(Of((0, 100, 150, 90), (10, 100, 150, 90)).Chart("memory-1", "title").Series.Select(line => line.Column), Is.EqualTo((string[])["simulated_bytes", "real_bytes", "first_bytes"]));

    private static MemoryComparison Of(params (long TimeNs, long Real, long Simulated, long First)[] moments)
        => new([.. moments.Select(moment => new MemorySample { TimeNs = moment.TimeNs, RealBytes = moment.Real, SimulatedBytes = moment.Simulated, FirstBytes = moment.First })]);
}
