namespace AllocSim.Tests.Jemalloc.Pages;

[TestFixture]
internal sealed class PacTests
{
    private const ulong Size = 64 << 10;
    private const ulong Pages = 17; // A page more than its size: large objects begin anywhere in their first one. (cache_oblivious)

    [TestCase("-1", Pages)]
    [TestCase("0", 0ul)]
    public void AFreedExtent_StaysDirtyUnlessDecayIsAtOnce(string decayMs, ulong pages)
    {
        SmallHeap heap = new($"tcache:false,dirty_decay_ms:{decayMs},muzzy_decay_ms:0");
        heap.Free(heap.Malloc(Size));
        Assert.That(heap.Read("stats.arenas.0.pdirty"), Is.EqualTo(pages));
    }

    [Test]
    public void APurgedExtent_KeepsItsAddresses_AndServesAgain()
    {
        SmallHeap heap = new("tcache:false,dirty_decay_ms:0,muzzy_decay_ms:0");
        ulong address = heap.Malloc(Size);
        ulong retained = heap.Read("stats.arenas.0.retained");
        heap.Free(address);
        Assert.That(heap.Read("stats.arenas.0.retained"), Is.EqualTo(retained + (Pages * 4096)));
        Assert.That(heap.Malloc(Size) & ~0xffful, Is.EqualTo(address & ~0xffful));
    }

    [Test]
    public void WithoutMuzzyDecay_NothingIsMuzzy_WithIt_PurgedPagesAre()
    {
        foreach ((string decay, ulong pages) in new[] { ("0", 0ul), ("-1", Pages) })
        {
            SmallHeap heap = new($"tcache:false,dirty_decay_ms:0,muzzy_decay_ms:{decay}");
            heap.Free(heap.Malloc(Size));
            Assert.That(heap.Read("stats.arenas.0.pmuzzy"), Is.EqualTo(pages));
        }
    }

    [Test]
    public void APurge_TakesAllDirtyPages()
    {
        SmallHeap heap = new("tcache:false,dirty_decay_ms:-1,muzzy_decay_ms:0");
        heap.Free(heap.Malloc(Size));
        heap.Do("arena.0.purge");
        Assert.That(heap.Read("stats.arenas.0.pdirty"), Is.Zero);
        Assert.That(heap.Read("stats.arenas.0.dirty_purged"), Is.EqualTo(Pages));
    }
}
