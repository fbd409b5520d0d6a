using AllocSim.Allocator.Jemalloc.Heap;
using AllocSim.Allocator.Jemalloc.Options.Conf;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Machine.Pages;

namespace AllocSim.Tests.Jemalloc.Resident;

/// <summary>What the library's own writes and reads make of pages, one by one.</summary>
[TestFixture]
internal sealed class OwnRecordsTests
{
    private const int Page = 4096;

    [Test]
    public void RecordsOfExtents_StayResident_WhenAllIsFreed()
    {
        const int count = 20_000;
        SimMachine machine = new();
        JemallocHeap heap = Heap(machine, "dirty_decay_ms:0,tcache:false");
        ulong first = heap.Malloc(0, Page);
        ulong before = Held(machine);
        ulong[] blocks = [.. Enumerable.Range(0, count).Select(_ => heap.Malloc(0, Page))];
        foreach (ulong block in blocks)
        {
            heap.Free(0, block);
        }

        heap.Free(0, first);
        Assert.That((double)(Held(machine) - before), Is.EqualTo(count * (128.0 + 8)).Within(2).Percent, "a record of 128 bytes and an element of 8 for each slab of a page");
    }

    [Test]
    public void AnObjectOfNoBytes_IsNotWritten()
    {
        SimMachine machine = new();
        JemallocHeap heap = Heap(machine, "tcache:false");
        ulong address = heap.Malloc(0, 0);
        machine.Touch(address, 0);
        Assert.That(machine.Pages.StateAt(address), Is.EqualTo(PageState.Untouched));
    }

    [Test]
    public void ARealloc_ThatMoves_ReadsPagesThatTheProgramNeverWrote_AndWritesTheirCopies()
    {
        SimMachine machine = new();
        JemallocHeap heap = Heap(machine, "");
        ulong old = heap.Malloc(0, 12 * Page);
        ulong blocker = heap.Malloc(0, 12 * Page);
        ulong moved = heap.Realloc(0, old, 100 * Page);
        Assert.Multiple(() =>
        {
            Assert.That(moved, Is.Not.EqualTo(old));
            Assert.That(blocker, Is.Not.Zero);
            Assert.That(machine.Pages.StateAt(old), Is.EqualTo(PageState.Zero));
            Assert.That(machine.Pages.StateAt(moved), Is.EqualTo(PageState.Resident));
            Assert.That(machine.Pages.StateAt(moved + (12 * Page) - 1), Is.EqualTo(PageState.Resident));
            Assert.That(machine.Pages.StateAt(moved + (13 * Page)), Is.EqualTo(PageState.Untouched));
        });
    }

    [TestCase(100UL, true)]
    [TestCase(100_000UL, false)]
    public void Calloc_WritesASmallObject_AndLeavesAFreshLargeOne(ulong size, bool isWritten)
    {
        SimMachine machine = new();
        JemallocHeap heap = Heap(machine, "");
        ulong address = heap.Calloc(0, 1, size);
        Assert.That(machine.Pages.StateAt(address), Is.EqualTo(isWritten ? PageState.Resident : PageState.Untouched));
    }

    [Test]
    public void ACache_TouchesASlot_WhenItsStackGetsDeeperThanEver()
    {
        SimMachine machine = new();
        JemallocHeap heap = Heap(machine, "tcache_nslots_small_max:4000,lg_tcache_nslots_mul:4");
        ulong[] blocks = [.. Enumerable.Range(0, 3000).Select(_ => heap.Malloc(0, 16))];
        ulong before = Held(machine);
        foreach (ulong block in blocks)
        {
            heap.Free(0, block);
        }

        ulong deep = Held(machine);
        Assert.That(deep - before, Is.InRange(1UL * Page, 3UL * Page), "a thousand slots of 8 bytes beyond the 2,000 that a fill wrote");
        for (int i = 0; i < 3000; i++)
        {
            heap.Free(0, heap.Malloc(0, 16));
        }

        Assert.That(Held(machine), Is.EqualTo(deep));
    }

    private static JemallocHeap Heap(SimMachine machine, string conf) => new(machine, MallocConf.Parse(conf).Options);

    private static ulong Held(SimMachine machine) => machine.Pages.ResidentBytes + machine.Pages.LazilyFreedBytes;
}
