using AllocSim.Allocator.Jemalloc.Extents.PageMap;
using AllocSim.Allocator.Jemalloc.Extents.Records;

namespace AllocSim.Tests.Jemalloc.Extents;

[TestFixture]
internal sealed class EmapTests
{
    private const ulong Origin = 0x7eff_0000_0000 >> 12;

    private HeapParts _parts = new();

    [SetUp]
    public void Begin() => _parts = new HeapParts();

    [Test]
    public void APage_NeverRegistered_HasNoExtent()
    {
        Assert.That(_parts.Rtree.TryRead(Origin * HeapParts.Page), Is.Zero);
        Assert.That(_parts.Rtree.TryRead(ulong.MaxValue), Is.Zero);
    }

    [Test]
    public void ABoundary_IsEntered_TheInsideIsNot()
    {
        int id = Registered(0, 4);
        Assert.That(Enumerable.Range(-1, 6).Select(At), Is.EqualTo(new[] { 0, id, 0, 0, id, 0 }));
    }

    [Test]
    public void ASlab_IsEnteredOnEveryPage_AndTakenOutAgain()
    {
        int id = Registered(0, 5);
        _parts.Table[id].IsSlab = true;
        _parts.Emap.Remap(id, 7, slab: true);
        _parts.Emap.RegisterInterior(id, 7);
        Assert.That(Enumerable.Range(0, 5).Select(At), Is.All.EqualTo(id));
        Assert.That(Enumerable.Range(0, 5).Select(i => Rtree.Szind(Element(i))), Is.All.EqualTo(7));
        _parts.Emap.DeregisterInterior(id);
        _parts.Emap.DeregisterBoundary(id);
        Assert.That(Enumerable.Range(0, 5).Select(At), Is.All.Zero);
    }

    [Test]
    public void ANeighbour_IsAcquired_WhenItIsInTheStateWanted()
    {
        int id = Registered(0, 2);
        int behind = Registered(2, 2, ExtentState.Dirty);
        Assert.That(_parts.Emap.TryAcquireNeighbor(id, ExtentState.Muzzy, forward: true), Is.EqualTo(EdataTable.Null));
        Assert.That(_parts.Emap.TryAcquireNeighbor(id, ExtentState.Dirty, forward: true), Is.EqualTo(behind));
        Assert.That(_parts.Table[behind].State, Is.EqualTo(ExtentState.Merging));
        Assert.That(_parts.Emap.TryAcquireNeighbor(id, ExtentState.Dirty, forward: true), Is.EqualTo(EdataTable.Null));
    }

    [TestCase(true, false)]
    [TestCase(false, true)]
    public void ANeighbour_IsNeverAcquiredAcrossTheHeadOfAMapping(bool forward, bool isOwnHead)
    {
        int front = Registered(0, 2, forward ? ExtentState.Active : ExtentState.Dirty);
        int behind = Registered(2, 2, forward ? ExtentState.Dirty : ExtentState.Active, isHead: true);
        Assert.That(_parts.Emap.TryAcquireNeighbor(isOwnHead ? behind : front, ExtentState.Dirty, forward), Is.EqualTo(EdataTable.Null));
    }

    [Test]
    public void ACommittedExtent_DoesNotAcquireAnUncommittedOne_UnlessItGrows()
    {
        int id = Registered(0, 2);
        int behind = Registered(2, 2, ExtentState.Retained);
        _parts.Table[behind].IsCommitted = false;
        Assert.That(_parts.Emap.TryAcquireNeighbor(id, ExtentState.Retained, forward: true), Is.EqualTo(EdataTable.Null));
        Assert.That(_parts.Emap.TryAcquireNeighbor(id, ExtentState.Retained, forward: true, expanding: true), Is.EqualTo(behind));
    }

    private int At(int page) => Rtree.Edata(Element(page));

    private ulong Element(int page) => _parts.Rtree.TryRead((ulong)((long)Origin + page) * HeapParts.Page);

    private int Registered(ulong page, ulong pages, ExtentState state = ExtentState.Active, bool isHead = false)
    {
        int id = _parts.Extent(Origin + page, pages, state: state, isHead: isHead);
        Assert.That(_parts.Emap.TryRegisterBoundary(null, id, _parts.Sizes.Count, slab: false), Is.True);
        return id;
    }
}
