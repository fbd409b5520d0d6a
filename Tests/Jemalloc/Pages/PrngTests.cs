using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Tests.Jemalloc.Pages;

[TestFixture]
internal sealed class PrngTests
{
    [Test]
    public void NextBits_AreTheUpperBitsOfKnuthsGenerator()
    {
        ulong state = 42;
        ulong expected = unchecked((42UL * 6364136223846793005) + 1442695040888963407);
        Assert.That(Prng.NextBits(ref state, 6), Is.EqualTo(expected >> 58));
        Assert.That(state, Is.EqualTo(expected));
        Assert.That(Prng.NextBits(ref state, 64), Is.EqualTo(state));
    }

    [Test]
    public void NextBelow_One_DrawsNothing()
    {
        ulong state = 42;
        Assert.That((Prng.NextBelow(ref state, 1), state), Is.EqualTo((0UL, 42UL)));
    }

    [TestCase(2UL)]
    [TestCase(3UL)]
    [TestCase(7UL)]
    [TestCase(50_000UL)]
    [TestCase(50_000_000UL)]
    public void NextBelow_StaysBelow_AndDrawsAgainWhatDoesNot(ulong bound)
    {
        int bits = (int)ulong.Log2(bound - 1) + 1;
        ulong state = 0x7eff_ffe0_1234;
        ulong model = state;
        for (int i = 0; i < 1_000; i++)
        {
            ulong expected = Prng.NextBits(ref model, bits);
            while (expected >= bound)
            {
                expected = Prng.NextBits(ref model, bits);
            }

            Assert.That(Prng.NextBelow(ref state, bound), Is.EqualTo(expected));
        }

        Assert.That(state, Is.EqualTo(model));
    }
}
