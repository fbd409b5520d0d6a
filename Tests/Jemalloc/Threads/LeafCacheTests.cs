using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Tests.Jemalloc.Threads;

/// <summary><see cref="LeafCache"/>: the leaves of the page map that a thread has looked up.</summary>
[TestFixture]
internal sealed class LeafCacheTests
{
    private const ulong Gib = 1UL << 30;

    [Test]
    public void ALeafHasItsPlace_OnceItWasLookedUp_UntilOneSixteenGibibytesAwayTakesIt()
    {
        LeafCache cache = new();
        const ulong address = 0x7eff_ffff_f000;
        Assert.That(cache.Has(address), Is.False);
        Assert.That(cache.Has(0), Is.False);
        cache.Note(address);
        cache.Note(address - (15 * Gib));
        Assert.That(cache.Has(address - (Gib / 2)), Is.True);
        Assert.That(cache.Has(address - (16 * Gib)), Is.False);
        cache.Note(address - (16 * Gib));
        Assert.That(cache.Has(address - (16 * Gib)), Is.True);
        Assert.That(cache.Has(address), Is.False);
        Assert.That(cache.Has(address - (15 * Gib)), Is.True);
    }
}
