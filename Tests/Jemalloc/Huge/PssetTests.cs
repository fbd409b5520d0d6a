using AllocSim.Allocator.Jemalloc.Extents.Heaps;
using AllocSim.Allocator.Jemalloc.Huge;
using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Allocator.Jemalloc.Stats;

namespace AllocSim.Tests.Jemalloc.Huge;

/// <summary>Which page slab serves, is purged, becomes huge next.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class PssetTests
{
    private const ulong Page = 4096;
    private const int Pages = 512;

    private readonly HpaShardStats _stats;
    private readonly Psset _set;
    private int _slabs;

    public PssetTests()
    {
        SizeClasses sizes = new();
        _stats = new HpaShardStats(sizes);
        _set = new Psset(sizes, _stats, HeapHabits.Of530);
    }

    [Test]
    public void WithoutAPageSlab_ThereIsNothingToPick()
        => Assert.That((_set.PickForAlloc(Page), _set.PickForPurge(), _set.ToHugify), Is.EqualTo(((Hpdata?)null, (Hpdata?)null, (Hpdata?)null)));

    [Test]
    public void AnExtent_ComesFromTheShortestRunThatWillDo()
    {
        Hpdata roomy = Insert(used: 100);
        Hpdata tight = Insert(used: 500);
        Assert.That((_set.PickForAlloc(8 * Page), _set.PickForAlloc(16 * Page)), Is.EqualTo((tight, roomy)));
    }

    [Test]
    public void OfPageSlabsThatAreAlike_TheOldestServes()
    {
        Insert(used: 100, age: 9);
        Hpdata old = Insert(used: 100, age: 2);
        Insert(used: 100, age: 5);
        Assert.That(_set.PickForAlloc(Page), Is.EqualTo(old));
    }

    [Test]
    public void AnEmptyPageSlab_ServesWhenNoOtherWillDo_TheLastOneFirst()
    {
        Insert(used: 0);
        Hpdata last = Insert(used: 0);
        Hpdata full = Insert(used: 500);
        Assert.That((_set.PickForAlloc(64 * Page), _set.PickForAlloc(Page)), Is.EqualTo((last, full)));
    }

    [Test]
    public void EmptyPageSlabs_ArePurgedFirst_OfTheseTheHuge_ThenThoseWithMoreDirtyPages()
    {
        Hpdata few = Insert(used: 1, dirty: 4);
        Hpdata many = Insert(used: 1, dirty: 300);
        Hpdata empty = Insert(used: 0, dirty: 1);
        Hpdata huge = Insert(used: 0, dirty: 1, isHuge: true);
        List<Hpdata> order = [];
        while (_set.PickForPurge() is { } next)
        {
            order.Add(next);
            Change(next, () => next.IsPurgeAllowed = false);
        }

        Assert.That(order, Is.EqualTo(new[] { huge, empty, many, few }));
    }

    [Test]
    public void APurge_WaitsForItsTime()
    {
        Hpdata slab = Insert(used: 0, dirty: 1);
        slab.PurgeAllowedFromNs = 1000;
        Assert.That((_set.PickForPurge(999), _set.PickForPurge(1000)), Is.EqualTo(((Hpdata?)null, slab)));
    }

    [Test]
    public void PageSlabs_BecomeHugeInTheOrderInWhichTheyMayDoSo()
    {
        Hpdata first = Insert(used: 500);
        Hpdata second = Insert(used: 500);
        Change(second, () => second.AllowHugify(1));
        Change(first, () => first.AllowHugify(2));
        Assert.That(_set.ToHugify, Is.EqualTo(second));
        Change(second, second.DisallowHugify);
        Assert.That(_set.ToHugify, Is.EqualTo(first));
    }

    [Test]
    public void Pages_AreCountedByGroup()
    {
        Hpdata slab = Insert(used: 10, dirty: 3);
        Insert(used: Pages);
        Assert.That((_set.ActivePages, _set.DirtyPages, _stats.FullSlabs[0].Npageslabs, _stats.EmptySlabs[0].Npageslabs), Is.EqualTo((10ul + Pages, 3ul, 1ul, 0ul)));
        Change(slab, () => slab.Unreserve(slab.Address, 10 * Page));
        Assert.That((_set.ActivePages, _set.DirtyPages, _stats.EmptySlabs[0].Npageslabs, _stats.EmptySlabs[0].Ndirty), Is.EqualTo(((ulong)Pages, 13ul, 1ul, 13ul)));
    }

    private Hpdata Insert(int used, int dirty = 0, bool isHuge = false, ulong age = 0)
    {
        Hpdata slab = new(++_slabs, 0x7eff_0000_0000 + ((ulong)_slabs * Pages * Page), Pages, 12, startsHuge: isHuge);
        if (used + dirty > 0)
        {
            ulong address = slab.Reserve((ulong)(used + dirty) * Page);
            if (dirty > 0)
            {
                slab.Unreserve(address + ((ulong)used * Page), (ulong)dirty * Page);
            }
        }

        slab.IsPurgeAllowed = dirty > 0;
        bool isOffered = slab.IsAllocAllowed;
        slab.IsAllocAllowed = false;
        _set.Insert(slab);
        _set.AgeOf(slab) = age;
        Change(slab, () => slab.IsAllocAllowed = isOffered);
        return slab;
    }

    private void Change(Hpdata slab, Action change)
    {
        _set.BeginUpdate(slab);
        change();
        _set.EndUpdate(slab);
    }
}
