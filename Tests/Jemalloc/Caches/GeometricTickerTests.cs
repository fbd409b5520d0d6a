using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Tests.Jemalloc.Caches;

[TestFixture]
internal sealed class GeometricTickerTests
{
    [Test]
    public void TheFirstTime_IsTheTickAfterExactlySoMany()
    {
        ulong state = 1;
        var ticker = new GeometricTicker(1_000);
        Assert.That(Enumerable.Range(0, 1_000).Any(_ => ticker.Tick(ref state, 1)), Is.False);
        Assert.That(state, Is.EqualTo(1));
        Assert.That(ticker.Tick(ref state, 1), Is.True);
    }

    [Test]
    public void ManyTicksAtOnce_CountAsThatMany()
    {
        ulong state = 1;
        var ticker = new GeometricTicker(1_000);
        Assert.That((ticker.Tick(ref state, 1_000), ticker.Tick(ref state, 1)), Is.EqualTo((false, true)));
    }

    [Test]
    public void Intervals_AreAThirtiethShorterOnAverageThanAsked_BecauseOfTheTablesSixtyFourSteps()
    {
        ulong state = 0x7fff_f7dd_1a60;
        var ticker = new GeometricTicker(1_000);
        const int ticks = 10_000_000;
        int fired = 0;
        for (int i = 0; i < ticks; i++)
        {
            fired += ticker.Tick(ref state, 1) ? 1 : 0;
        }

        Assert.That((double)ticks / fired, Is.EqualTo(968).Within(1).Percent);
    }

    [Test]
    public void Intervals_AreTheQuantilesOfTheExponentialDistribution()
    {
        for (int value = 0; value < 64; value++)
        {
            int expected = (int)Math.Round(-61 * Math.Log((value + 1) / 64.0));
            Assert.That(IntervalAfter(value), Is.EqualTo(expected), $"quantile {value}");
        }
    }

    // A state whose next six bits are the value: then as many ticks pass as the table says, with 61 ticks for the mean.
    private static int IntervalAfter(int value)
    {
        ulong state = 0;
        for (ulong candidate = 0; ; candidate++)
        {
            state = candidate;
            ulong next = state;
            if (Allocator.Jemalloc.Threads.Prng.NextBits(ref next, 6) == (ulong)value)
            {
                break;
            }
        }

        var ticker = new GeometricTicker(61);
        ticker.Tick(ref state, 62);
        int ticks = 0;
        while (!ticker.Tick(ref state, 1))
        {
            ticks++;
        }

        return ticks;
    }
}
