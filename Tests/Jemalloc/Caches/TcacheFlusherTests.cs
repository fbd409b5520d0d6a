namespace AllocSim.Tests.Jemalloc.Caches;

[TestFixture]
internal sealed class TcacheFlusherTests
{
    [Test]
    public void AFlush_GivesEveryCachedObjectBackToItsSlab()
    {
        SmallHeap heap = new("tcache:true");
        ulong[] objects = [.. Enumerable.Range(0, 10).Select(_ => heap.Malloc(32))];
        Array.ForEach(objects, heap.Free);
        ulong requests = heap.Read("stats.arenas.0.bins.2.nflushes");
        heap.Do("thread.tcache.flush");
        Assert.That(heap.Read("stats.arenas.0.small.allocated"), Is.Zero);
        Assert.That(heap.Read("stats.arenas.0.bins.2.nflushes"), Is.EqualTo(requests + 1));
    }
}
