namespace AllocSim.Tests.Jemalloc.Extents;

[TestFixture]
internal sealed class ExtentManagerTests
{
    private const ulong Size = 64 << 10;

    private readonly SmallHeap _heap = new("tcache:false,dirty_decay_ms:-1");

    [Test]
    public void AnUnusedExtent_IsCutFromTheFront_AndItsPartsJoinAgain()
    {
        ulong whole = _heap.Malloc(2 * Size);
        _heap.Free(whole);
        ulong first = _heap.Malloc(Size), second = _heap.Malloc(Size);
        Assert.That((first, second), Is.EqualTo((whole, whole + Size)));
        _heap.Free(first);
        _heap.Free(second);
        Assert.That(_heap.Malloc(2 * Size), Is.EqualTo(whole));
    }
}
