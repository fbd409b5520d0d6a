using AllocSim.Allocator.Jemalloc.Prof;
using AllocSim.Allocator.Jemalloc.Sizes;

namespace AllocSim.Tests.Jemalloc.Prof;

[TestFixture]
internal sealed class ProfSamplingTests
{
    private const ulong Small = 112;
    private const ulong Large = 5120;

    private readonly SizeClasses _sizes = new();

    [TestCase(1)]
    [TestCase(6)]
    [TestCase(12)]
    [TestCase(19)]
    public void WaitsAreGeometric_WithTheMeanThatWasAskedFor(int lgSample)
    {
        ProfSampling sampling = At(lgSample);
        ulong state = 12345;
        double mean = Enumerable.Range(0, 200_000).Average(_ => (double)sampling.NextWait(ref state));
        Assert.That(mean, Is.EqualTo(1 << lgSample).Within(1).Percent);
    }

    [Test]
    public void EveryAllocation_IsASample_WithoutADraw_At0()
    {
        ulong state = 7;
        Assert.That(At(0).NextWait(ref state), Is.EqualTo(1));
        Assert.That(state, Is.EqualTo(7));
    }

    [TestCase(54)]
    [TestCase(63)]
    public void WhereTheLibraryDividesBy0_TheWaitIsTheSignBitAndOne(int lgSample)
    {
        ulong state = 7;
        Assert.That(At(lgSample).NextWait(ref state), Is.EqualTo((1UL << 63) + 1));
    }

    [Test]
    public void ASample_StandsForAsManyBytesAsItsSizeIsSeldomSeen()
    {
        ProfSampling sampling = At(12);
        Assert.That(sampling.UnbiasedBytes(_sizes.SizeToIndex(Small)), Is.EqualTo((ulong)Math.Round(Small / Seen(Small))));
        Assert.That(sampling.ShiftedUnbiasedCount(_sizes.SizeToIndex(Small)), Is.EqualTo((ulong)Math.Round(8 / Seen(Small))));
    }

    // jeprof scales a line by the mean size of its samples, which is wrong where sizes are mixed. What it is given makes it right.
    [Test]
    public void JeprofFinds_WhatSamplesOfMixedSizesStandFor()
    {
        ProfSampling sampling = At(12);
        ulong shifted = sampling.ShiftedUnbiasedCount(_sizes.SizeToIndex(Small)) + sampling.ShiftedUnbiasedCount(_sizes.SizeToIndex(Large));
        ulong wanted = sampling.UnbiasedBytes(_sizes.SizeToIndex(Small)) + sampling.UnbiasedBytes(_sizes.SizeToIndex(Large));
        (ulong objects, ulong bytes) = sampling.BeforeJeprof(1_000 * shifted, 1_000 * wanted);
        double scale = 1 / Seen(bytes / (double)objects);
        Assert.That(bytes * scale, Is.EqualTo(1_000.0 * wanted).Within(0.1).Percent);
        Assert.That(objects * scale, Is.EqualTo(125.0 * shifted).Within(0.1).Percent);
        Assert.That(bytes, Is.Not.EqualTo(1_000.0 * (Small + Large)).Within(5).Percent);
    }

    private static double Seen(double size) => 1 - Math.Exp(-size / 4096);

    private ProfSampling At(int lgSample)
    {
        ProfSampling sampling = new(_sizes);
        sampling.SetRate(lgSample);
        return sampling;
    }
}
