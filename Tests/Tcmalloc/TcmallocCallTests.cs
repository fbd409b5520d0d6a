using AllocSim.Allocator.Tcmalloc;
using AllocSim.Simulator.Machine;

namespace AllocSim.Tests.Tcmalloc;

/// <summary>What single calls answer; the same was seen of the real library.</summary>
[TestFixture]
internal sealed class TcmallocCallTests
{
    private const ulong HeapBase = 0x6000_0080_0000;

    [Test]
    public void WhileItLoads_TheLibraryTakesObjectsOf8And16Bytes()
    {
        TcmallocHeap heap = Started("");
        Assert.That(heap.Malloc(0, 8), Is.EqualTo(HeapBase + 8));
        Assert.That(heap.Malloc(0, 16), Is.EqualTo(HeapBase + 0x2010));
    }

    [Test]
    public void AFreedObject_IsHandedOutNext()
    {
        TcmallocHeap heap = Started("");
        ulong first = heap.Malloc(0, 100);
        heap.Malloc(0, 100);
        heap.Free(0, first);
        Assert.That(heap.Malloc(0, 97), Is.EqualTo(first));
    }

    [Test]
    public void AThreadThatOnlyFrees_HasNoCache()
    {
        TcmallocHeap heap = Started("");
        ulong address = heap.Malloc(0, 3000);
        Assert.That(Caches(heap), Is.EqualTo(2));
        heap.Free(1, address);
        Assert.That(Caches(heap), Is.EqualTo(2));
        heap.Malloc(1, 1);
        Assert.That(Caches(heap), Is.EqualTo(3));
        heap.ThreadExit(1);
        Assert.That(Caches(heap), Is.EqualTo(2));
    }

    [TestCase(3UL)]
    [TestCase(4UL)]
    [TestCase(0UL)]
    public void AnAlignmentThatPosixForbids_IsRefused(ulong alignment) => Assert.That(Started("").Memalign(0, alignment, 100), Is.Zero);

    [TestCase(16UL, 1UL, 16UL)]
    [TestCase(4096UL, 10UL, 4096UL)]
    [TestCase(1UL << 16, 10UL, 8192UL)]
    [TestCase(1UL << 22, 300_000UL, 303_104UL)]
    public void AnAlignedObject_IsAtAMultiple_AndNoLongerThanNeeded(ulong alignment, ulong size, ulong usable)
    {
        TcmallocHeap heap = Started("");
        ulong address = heap.Memalign(0, alignment, size);
        Assert.That(address % alignment, Is.Zero);
        Assert.That(heap.UsableSize(address), Is.EqualTo(usable));
    }

    [Test]
    public void Realloc_GrowsByAQuarter_AndStaysDownToHalf()
    {
        TcmallocHeap heap = Started("");
        ulong address = heap.Malloc(0, 1000);
        Assert.That(heap.UsableSize(address), Is.EqualTo(1024));
        Assert.That(heap.Realloc(0, address, 512), Is.EqualTo(address));
        ulong grown = heap.Realloc(0, address, 1025);
        Assert.That(heap.UsableSize(grown), Is.EqualTo(1280));
        ulong shrunk = heap.Realloc(0, grown, 639);
        Assert.That(heap.UsableSize(shrunk), Is.EqualTo(640));
        Assert.That(heap.Realloc(0, shrunk, 0), Is.Zero);
    }

    [Test]
    public void WithoutSources_WhatTheFirstMebibyteHoldsIsAll()
    {
        TcmallocHeap heap = Started("TCMALLOC_SKIP_SBRK=1,TCMALLOC_SKIP_MMAP=1");
        Assert.That(heap.Malloc(0, 900_000), Is.Not.Zero);
        Assert.That(heap.Malloc(0, 900_000), Is.Zero);
        Assert.That(heap.Malloc(0, 100), Is.Not.Zero);
    }

    private static TcmallocHeap Started(string conf)
    {
        TcmallocHeap heap = TcmallocRun.Heap(new SimMachine(new MachineOptions()), conf);
        heap.Start(0);
        return heap;
    }

    private static int Caches(TcmallocHeap heap)
    {
        using StringWriter text = new(System.Globalization.CultureInfo.InvariantCulture);
        heap.WriteStats(text);
        string line = text.ToString().Split('\n').Single(l => l.EndsWith("Thread heaps in use", StringComparison.Ordinal));
        return int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
