using AllocSim.Allocator.Mimalloc.Hints;

namespace AllocSim.Tests.Mimalloc.Hints;

[TestFixture]
internal sealed class ChaChaTests
{
    // The first block for a key and a number used once of zeros, RFC 8439 A.1, test vector 1, by words.
    [Test]
    public void TheFirstBlock_IsThatOfTheStandard()
    {
        ChaCha generator = new(0, 0);
        ulong[] drawn = [generator.Next(), generator.Next(), generator.Next(), generator.Next()];
        Assert.That(drawn, Is.EqualTo(new[] { 0xade0b876_903df1a0UL, 0xe56a5d40_28bd8653UL, 0xb819d2bd_1aed8da0UL, 0xccef36a8_c70d778bUL }));
    }

    [Test]
    public void Shuffle_IsTheEndOfSplitmix() => Assert.That(ChaCha.Shuffle(0x9e3779b97f4a7c15), Is.EqualTo(0xe220a8397b1dcdafUL));
}
