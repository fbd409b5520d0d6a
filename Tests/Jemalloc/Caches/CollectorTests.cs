using AllocSim.Allocator.Jemalloc.Caches;
using AllocSim.Allocator.Jemalloc.Heap;
using AllocSim.Allocator.Jemalloc.Options.Conf;
using AllocSim.Allocator.Jemalloc.Threads;
using AllocSim.Allocator.Jemalloc.Versions;
using AllocSim.Simulator.Machine;

namespace AllocSim.Tests.Jemalloc.Caches;

/// <summary>What collectors take out of a thread's cache.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class CollectorTests
{
    private const int Bin32 = 2;
    private const ulong Size = 32;

    private readonly SimMachine _machine = new();
    private readonly JemallocHeap _heap;

    public CollectorTests() => _heap = new JemallocHeap(_machine, MallocConf.Parse("narenas:1,tcache_gc_incr_bytes:1000000000", JemallocVersion.V531).Options);

    private Tsd Thread => _heap.Fetch(0);

    private Tcache Cache => Thread.Tcache!;

    [Test]
    public void OfObjectsThatNobodyNeeded_ThreeQuartersGo_AndFillsBecomeSmaller()
    {
        OneBinCollector collector = new(_heap.Sizes, _heap.Flusher);
        int cached = FillCache(20);
        int divisor = Cache.LgFillDiv[Bin32];
        Step(collector); // From here on it counts what is not needed.
        Step(collector);
        Assert.That(Cache.Bins[Bin32].Count, Is.EqualTo(cached >> 2));
        Assert.That(Cache.LgFillDiv[Bin32], Is.EqualTo(divisor + 1));
    }

    [Test]
    public void ABinThatWasInUse_KeepsItsObjects()
    {
        OneBinCollector collector = new(_heap.Sizes, _heap.Flusher);
        FillCache(20);
        Step(collector);
        ulong[] taken = Take(Cache.Bins[Bin32].Count);
        Array.ForEach(taken, address => _heap.Free(0, address));
        Step(collector);
        Assert.That(Cache.Bins[Bin32].Count, Is.EqualTo(taken.Length));
    }

    [Test]
    public void ABinThatRanEmpty_IsFilledWithMoreFromThenOn()
    {
        SteadyCollector collector = new(_heap.Sizes, _heap.Flusher);
        FillCache(20);
        Step(collector);
        Step(collector);
        int divisor = Cache.LgFillDiv[Bin32];
        Take(Cache.Bins[Bin32].Count + 1);
        Step(collector);
        Assert.That(Cache.LgFillDiv[Bin32], Is.EqualTo(divisor - 1));
        Assert.That(Cache.IsRefilled[Bin32], Is.False);
    }

    [Test]
    public void EachStep_LooksAtTheNextBin_AndAfterTheLastAtTheFirst()
    {
        OneBinCollector collector = new(_heap.Sizes, _heap.Flusher);
        FillCache(1);
        Cache.NextGcBin = Cache.CachedClassCount - 1;
        collector.Step(Thread);
        Assert.That(Cache.NextGcBin, Is.Zero);
    }

    [Test]
    public void TheCollectorOf531_ActsAtMostEveryTenMilliseconds()
    {
        NeighbourhoodCollector collector = new(_heap.Sizes, _heap.Flusher, _machine, _heap.Table);
        int cached = FillCache(20);
        collector.Step(Thread);
        _machine.NowNs += 9_999_999;
        collector.Step(Thread);
        Assert.That(Cache.Bins[Bin32].Count, Is.EqualTo(cached));
        _machine.NowNs += 1;
        Cache.NextSmallGcBin = Bin32;
        collector.Step(Thread);
        Assert.That(Cache.Bins[Bin32].Count, Is.LessThan(cached));
    }

    private void Step(TcacheCollector collector)
    {
        Cache.NextGcBin = Bin32;
        collector.Step(Thread);
    }

    private int FillCache(int objects)
    {
        Array.ForEach(Take(objects), address => _heap.Free(0, address));
        return Cache.Bins[Bin32].Count;
    }

    private ulong[] Take(int objects) => [.. Enumerable.Range(0, objects).Select(_ => _heap.Malloc(0, Size))];
}
