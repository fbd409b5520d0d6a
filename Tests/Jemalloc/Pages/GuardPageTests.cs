using AllocSim.Allocator.Jemalloc.Checks;
using AllocSim.Allocator.Jemalloc.Extents.PageMap;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Heap;
using AllocSim.Allocator.Jemalloc.Options.Conf;
using AllocSim.Allocator.Jemalloc.Tables.Readers;
using AllocSim.Allocator.Jemalloc.Tables.Snapshots;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Machine.Pages;
using AllocSim.Simulator.Operations;

namespace AllocSim.Tests.Jemalloc.Pages;

[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class GuardPageTests
{
    private const ulong Page = 4096;
    private const ulong Region = 4 << 20;

    private readonly SimMachine _machine = new(new MachineOptions());

    [Test]
    public void AGuardedSlab_HasAGuardPageBehindItThatNobodyMayTouch()
    {
        JemallocHeap heap = Heap("san_guard_small:1");
        ulong first = heap.Malloc(0, 4000) & ~(Page - 1);
        Assert.That((_machine.Pages.IsAccessible(first), _machine.Pages.IsAccessible(first + Page)), Is.EqualTo((true, false)));
        Assert.That(_machine.Pages.StateAt(first + Page), Is.EqualTo(PageState.Reserved));
        Assert.That(() => _machine.Touch(first + Page, 1), Throws.TypeOf<PageAccessException>());
    }

    [Test]
    public void AGuardedLargeObject_HasGuardPagesOnBothSides_UntilItIsFreed()
    {
        JemallocHeap heap = Heap("san_guard_large:1");
        ulong address = heap.Malloc(0, 40_000);
        ulong first = address & ~(Page - 1);
        ulong[] guards = [first - Page, first + 40_960 + Page];
        Assert.That(guards.Select(_machine.Pages.IsAccessible), Is.All.False);
        Assert.That(_machine.Pages.IsAccessible(guards[1] - 1), Is.True);
        heap.Free(0, address);
        Assert.That(guards.Select(_machine.Pages.IsAccessible), Is.All.True);
    }

    [TestCase("san_guard_small:3", 4_000, "001001001")]
    [TestCase("san_guard_small:1", 4_000, "111111111")]
    [TestCase("san_guard_large:2", 4_000, "000000000")]
    [TestCase("san_guard_large:2", 20_000, "010101010")]
    [TestCase("san_guard_small:2", 20_000, "000000000")]
    public void EveryNth_IsGuarded(string conf, int size, string expected)
    {
        JemallocHeap heap = Heap(conf);
        Assert.That(string.Concat(expected.Select(_ => IsGuarded(heap, heap.Malloc(0, (ulong)size)) ? '1' : '0')), Is.EqualTo(expected));
    }

    [Test]
    public void AnObjectThatMustBeAlignedToMoreThanAPage_LeavesItsTurnToTheNext()
    {
        JemallocHeap heap = Heap("san_guard_large:1");
        long before = _machine.Calls.Mprotect;
        heap.AlignedAlloc(0, 2 * Page, 40_000);
        Assert.That(_machine.Calls.Mprotect, Is.EqualTo(before));
        heap.Malloc(0, 40_000);
        Assert.That(_machine.Calls.Mprotect, Is.EqualTo(before + 2));
    }

    [Test]
    public void AGuardedLargeObject_IsNotResizedInPlace()
    {
        JemallocHeap heap = Heap("san_guard_large:1");
        ulong address = heap.Malloc(0, 40_000);
        Assert.That(heap.Realloc(0, address, 20_000), Is.Not.EqualTo(address));
    }

    [Test]
    public void FreshGuardedSlabs_FollowEachOtherInARegionOf4MiB()
    {
        JemallocHeap heap = Heap("san_guard_small:1");
        ulong[] slabs = [.. Enumerable.Range(0, 3).Select(_ => heap.Malloc(0, 14_336))]; // Two objects to a slab of 7 pages.
        ulong third = heap.Malloc(0, 14_336);
        Assert.That(slabs[2] - slabs[0], Is.EqualTo(8 * Page));
        Assert.That(third - slabs[2], Is.EqualTo(14_336));
        Assert.That(_machine.Pages.MappedBytes, Is.GreaterThan(Region));
    }

    [Test]
    public void AnEmptiedGuardedSlab_ServesTheNextOfItsSizeAgain_WithoutACallToTheSystem()
    {
        JemallocHeap heap = Heap("san_guard_small:1");
        ulong kept = heap.Malloc(0, 14_336);
        ulong other = heap.Malloc(0, 10_240);
        heap.Free(0, kept);
        heap.Free(0, other);
        long before = _machine.Calls.Mprotect;
        Assert.That(heap.Malloc(0, 14_336), Is.EqualTo(kept));
        Assert.That(_machine.Calls.Mprotect, Is.EqualTo(before));
    }

    // The library asserts that it never does this, goes on, and may crash: the cut-off page can later be merged with a guarded neighbour.
    [Test]
    public void WhereTheLibraryWouldCutUpAGuardedSlab_TheRunEndsWithALineThatSaysSo()
    {
        JemallocHeap heap = Heap("san_guard_small:1,slab_sizes:4096-4096:17|14336-14336:16");
        heap.Free(0, heap.Malloc(0, 4096));
        Assert.That(() => heap.Malloc(0, 14_336), Throws.TypeOf<TraceFormatException>().With.Message.Contains("slab_sizes"));
    }

    [Test]
    public void TheRestOfARegion_IsRetainedInTheTableOfExtents()
    {
        JemallocHeap heap = Heap("san_guard_small:1");
        ulong address = heap.Malloc(0, 4000);
        List<ExtentSnapshot> extents = ExtentReader.Extents(heap.View);
        ExtentSnapshot slab = extents.Single(extent => extent.Address == address);
        ExtentSnapshot rest = extents.Single(extent => extent.Address == address + (2 * Page));
        Assert.That((slab.Bytes, slab.Use, rest.Bytes, rest.Use), Is.EqualTo((Page, ExtentUse.Slab, Region - (2 * Page), ExtentUse.Retained)));
    }

    // The library forgets what is left of an arena's region, and retains metadata. The slabs for 100 and 4,000 bytes take 7 pages and 1, and each a guard page.
    [TestCase("true", Region - (10 * Page))]
    [TestCase("false", 0UL)]
    public void ADestroyedArena_LeavesNothingMappedButTheRestOfItsRegion(string retain, ulong rest)
    {
        JemallocHeap heap = Heap($"san_guard_small:1,san_guard_large:1,retain:{retain}");
        heap.Malloc(0, 8);
        ulong arena = 0;
        heap.Ctl(0, "arenas.create", CtlMode.U32, ref arena);
        AuditedHeap books = heap.OpenForAudit();
        ulong expected = books.Hooks.LostBytes + rest + (rest == 0 ? 0 : books.Arenas[1].Base.Mapped);
        foreach (ulong size in new ulong[] { 100, 4_000, 20_000, 100_000 })
        {
            heap.Mallocx(0, size, (int)(arena + 1) << 20);
        }

        heap.Ctl(0, $"arena.{arena}.destroy", CtlMode.Void, ref arena);
        Assert.That((heap.OpenForAudit().Arenas.Count, books.Hooks.LostBytes), Is.EqualTo((1, expected)));
        Assert.That(heap.CheckInvariants, Throws.Nothing);
    }

    [Test]
    public void AGuardPageThatCanBeAccessed_IsFoundByTheCheck()
    {
        JemallocHeap heap = Heap("san_guard_small:1");
        heap.Malloc(0, 4000);
        AuditedHeap books = heap.OpenForAudit();
        int guarded = Enumerable.Range(1, books.Table.Count - 1).First(id => books.Table[id].IsGuarded);
        Assert.That(heap.CheckInvariants, Throws.Nothing);
        _machine.Pages.Protect(books.Table.PastOf(books.Table[guarded]), Page, hasAccess: true);
        Assert.That(heap.CheckInvariants, Throws.TypeOf<InvariantException>().With.Message.Contains("guard page"));
    }

    private static bool IsGuarded(JemallocHeap heap, ulong address)
    {
        AuditedHeap books = heap.OpenForAudit();
        return books.Table[Rtree.Edata(books.Rtree.Read(address & ~(Page - 1)))].IsGuarded;
    }

    private JemallocHeap Heap(string conf) => new(_machine, MallocConf.Parse($"tcache:false,narenas:1,oversize_threshold:0,{conf}").Options);
}
