using AllocSim.Allocator.Jemalloc.Caches;
using AllocSim.Allocator.Jemalloc.Heap;
using AllocSim.Allocator.Jemalloc.Options.Conf;
using AllocSim.Simulator.Machine;

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

    [TestCase(32ul, 2)]
    [TestCase(20480ul, 40)]
    public void AFlush_LeavesTheObjectsThatWereCachedLast_AndTheyAreHandedOutInTheSameOrder(ulong size, int szind)
    {
        JemallocHeap heap = new(new SimMachine(), MallocConf.Parse("narenas:1").Options);
        ulong[] objects = [.. Enumerable.Range(0, 8).Select(_ => heap.Malloc(0, size))];
        Array.ForEach(objects, address => heap.Free(0, address));
        Tcache cache = heap.Fetch(0).Tcache!;
        if (szind < heap.Sizes.SmallCount)
        {
            heap.Flusher.FlushSmall(heap.Fetch(0), cache, szind, remaining: 3);
        }
        else
        {
            heap.Flusher.FlushLarge(heap.Fetch(0), cache, szind, remaining: 3);
        }

        Assert.That(cache.Bins[szind].Count, Is.EqualTo(3));
        Assert.That(Enumerable.Range(0, 3).Select(_ => heap.Malloc(0, size)), Is.EqualTo(new[] { objects[7], objects[6], objects[5] }));
    }
}
