using AllocSim.Allocator.Jemalloc.Versions;

namespace AllocSim.Tests.Jemalloc.Huge;

/// <summary>The small extent cache of both kinds, through a heap with huge pages.</summary>
[TestFixture]
internal sealed class SecTests
{
    private const ulong Size = 16 << 10; // With the page that its offset takes 20 KiB.
    private const ulong Extent = Size + 4096;
    private const string Huge = "hpa:true,tcache:false,hpa_sec_nshards:1,";

    private static IEnumerable<JemallocVersion> Releases => [JemallocVersion.V530, JemallocVersion.V531];

    [TestCaseSource(nameof(Releases))]
    public void AFreedExtent_IsKept_AndServesTheNextRequest(JemallocVersion version)
    {
        SmallHeap heap = new(Huge + "hpa_sec_batch_fill_extra:1", version);
        ulong address = heap.Malloc(Size);
        ulong before = heap.Read("stats.arenas.0.hpa_sec_bytes");
        heap.Free(address);
        Assert.That(heap.Read("stats.arenas.0.hpa_sec_bytes"), Is.EqualTo(before + Extent));
        heap.Malloc(Size);
        Assert.That(heap.Read("stats.arenas.0.hpa_sec_bytes"), Is.EqualTo(before));
    }

    [TestCaseSource(nameof(Releases))]
    public void AnExtentBeyondTheLimitOfSize_IsNotKept(JemallocVersion version)
    {
        SmallHeap heap = new(Huge + "hpa_sec_max_alloc:16384", version);
        heap.Free(heap.Malloc(Size));
        Assert.That(heap.Read("stats.arenas.0.hpa_sec_bytes"), Is.Zero);
    }

    [TestCaseSource(nameof(Releases))]
    public void WithoutShards_NothingIsKept(JemallocVersion version)
    {
        SmallHeap heap = new("hpa:true,tcache:false,hpa_sec_nshards:0", version);
        heap.Free(heap.Malloc(Size));
        Assert.That(heap.Read("stats.arenas.0.hpa_sec_bytes"), Is.Zero);
    }

    [Test]
    public void BeyondTheLimitOfAShard_530GivesWholeSizesBack()
    {
        SmallHeap heap = new(Huge + "hpa_sec_max_bytes:65536,hpa_sec_bytes_after_flush:32768", JemallocVersion.V530);
        Free(heap, 10);
        Assert.That(heap.Read("stats.arenas.0.hpa_sec_bytes"), Is.LessThanOrEqualTo(65536));
    }

    [Test]
    public void BeyondTheLimitOfASize_531KeepsThreeQuartersOfIt()
    {
        SmallHeap heap = new(Huge + "hpa_sec_max_bytes:262144,hpa_sec_batch_fill_extra:1", JemallocVersion.V531);
        Free(heap, 40);
        Assert.That(heap.Read("stats.arenas.0.hpa_sec_bytes"), Is.LessThanOrEqualTo(262144));
        Assert.That(heap.Read("stats.arenas.0.hpa_sec_dalloc_flush"), Is.Positive);
        Assert.That(heap.Read("stats.arenas.0.hpa_sec_misses"), Is.Positive);
    }

    private static void Free(SmallHeap heap, int count)
    {
        ulong[] objects = [.. Enumerable.Range(0, count).Select(_ => heap.Malloc(Size))];
        Array.ForEach(objects, heap.Free);
    }
}
