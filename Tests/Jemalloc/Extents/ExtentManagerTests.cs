using AllocSim.Allocator.Jemalloc.Extents;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Heap;
using AllocSim.Allocator.Jemalloc.Options.Conf;
using AllocSim.Allocator.Jemalloc.Pages;
using AllocSim.Simulator.Machine;

namespace AllocSim.Tests.Jemalloc.Extents;

/// <summary>Extents of an arena by themselves: cut, joined, used again, given up.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ExtentManagerTests
{
    private const ulong Page = 4096;

    private readonly JemallocHeap _heap = new(new SimMachine(), MallocConf.Parse("tcache:false,narenas:1").Options);

    private Pac Pages => _heap.Arenas[0].Pages.Pac;

    private ExtentManager Extents => Pages.Extents;

    private EdataTable Table => _heap.Table;

    [Test]
    public void NewMemory_IsCutFromMoreThanWasAskedFor_AndTheRestIsRetained()
    {
        int id = Grow(3);
        Assert.That(Table[id].Size, Is.EqualTo(3 * Page));
        Assert.That(Pages.Retained.Pages, Is.Positive);
        int next = Extents.Alloc(null, Pages.Retained, EdataTable.Null, 5 * Page, Page, zero: false);
        Assert.That(Table[next].Address, Is.EqualTo(Table[id].Address + (3 * Page)));
    }

    [TestCase(16ul)]
    [TestCase(512ul)]
    public void AnAlignment_IsKept(ulong pages)
    {
        Grow(1);
        int id = Extents.AllocGrow(null, EdataTable.Null, 2 * Page, pages * Page, zero: false);
        Assert.That(Table[id].Address % (pages * Page), Is.Zero);
    }

    [Test]
    public void ASplit_LeavesTwoNeighbours_AndAMergeMakesThemOneAgain()
    {
        int lead = Grow(10);
        ulong address = Table[lead].Address;
        int trail = Extents.Split(null, lead, 4 * Page, 6 * Page);
        Assert.That((Table[lead].Address, Table[lead].Size, Table[trail].Address, Table[trail].Size), Is.EqualTo((address, 4 * Page, address + (4 * Page), 6 * Page)));
        Assert.That(Extents.TryMerge(null, lead, trail), Is.True);
        Assert.That((Table[lead].Address, Table[lead].Size), Is.EqualTo((address, 10 * Page)));
    }

    [Test]
    public void AnUnusedExtent_ServesTheNextRequest_AndWhatIsLeftStaysUnused()
    {
        int id = Grow(8);
        ulong address = Table[id].Address;
        Extents.Cache(null, Pages.Dirty, id);
        int taken = Extents.Alloc(null, Pages.Dirty, EdataTable.Null, 3 * Page, Page, zero: false);
        Assert.That((Table[taken].Address, Table[taken].Size, Pages.Dirty.Pages), Is.EqualTo((address, 3 * Page, 5ul)));
        Assert.That(Extents.Counts.FromDirty, Is.EqualTo(1));
    }

    [Test]
    public void ANeighbourBehind_ServesToGrowInPlace_WhereItIsLargeEnough()
    {
        int id = Grow(10);
        int behind = Extents.Split(null, id, 4 * Page, 6 * Page);
        ulong address = Table[behind].Address;
        Extents.Cache(null, Pages.Dirty, behind);
        Assert.That(Extents.Alloc(null, Pages.Dirty, id, 7 * Page, Page, zero: false), Is.EqualTo(EdataTable.Null));
        int taken = Extents.Alloc(null, Pages.Dirty, id, 2 * Page, Page, zero: false);
        Assert.That((Table[taken].Address, Table[taken].Size), Is.EqualTo((address, 2 * Page)));
    }

    [Test]
    public void RetainedNeighbours_AreJoinedAtOnce()
    {
        int first = Grow(10);
        int second = Extents.Split(null, first, 4 * Page, 6 * Page);
        ulong before = Pages.Retained.Pages;
        int extents = Count(Pages.Retained);
        Extents.Cache(null, Pages.Retained, first);
        Extents.Cache(null, Pages.Retained, second);
        Assert.That((Pages.Retained.Pages, Count(Pages.Retained)), Is.EqualTo((before + 10, extents)));
    }

    [Test]
    public void TheLongestUnused_IsGivenUpFirst_DownToThePagesThatMayStay()
    {
        int[] ids = [Grow(2), Grow(3), Grow(4)];
        ulong[] addresses = [.. ids.Select(id => Table[id].Address)];
        // Those in between stay in use, so that nothing can be joined.
        int between = Grow(1);
        Extents.Cache(null, Pages.Dirty, ids[2]);
        Extents.Cache(null, Pages.Dirty, ids[0]);
        Assert.That(between, Is.Not.EqualTo(EdataTable.Null));
        Assert.That(Table[Extents.Evict(null, Pages.Dirty, pagesToKeep: 5)].Address, Is.EqualTo(addresses[2]));
        Assert.That(Extents.Evict(null, Pages.Dirty, pagesToKeep: 2), Is.EqualTo(EdataTable.Null));
    }

    private static int Count(Ecache cache)
    {
        List<int> ids = [];
        for (int pind = 0; pind < 100; pind++)
        {
            cache.Eset.AddTo(ids, pind);
        }

        return ids.Count;
    }

    private int Grow(ulong pages) => Extents.AllocGrow(null, EdataTable.Null, pages * Page, Page, zero: false);
}
