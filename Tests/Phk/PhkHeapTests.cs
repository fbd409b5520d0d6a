using AllocSim.Allocator.Phk;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Machine.Pages;
using AllocSim.Simulator.Operations;

namespace AllocSim.Tests.Phk;

/// <summary>What phkmalloc does that a reader of its documents would ask about, case by case.</summary>
[TestFixture]
internal sealed class PhkHeapTests
{
    private const ulong Base = 0x6000_0000_0000;
    private const ulong Page = 4096;

    private SimMachine _machine = new();
    private PhkHeap _heap = new(new SimMachine(), new PhkOptions());

    [SetUp]
    public void Start() => Use(new PhkOptions());

    [Test]
    public void TheFirstObjectOf40Bytes_LiesBehindTheRecords() => Assert.That(_heap.Malloc(0, 40), Is.EqualTo(Base + 0x80));

    [Test]
    public void ARequestForNothing_GivesAnAddressOfNobodys()
    {
        Assert.That(_heap.Malloc(0, 0), Is.EqualTo(0x800));
        Assert.That(_heap.Realloc(0, 0x800, 0), Is.EqualTo(0x800));
        Assert.That(_heap.UsableSize(0x800), Is.Zero);
        _heap.Free(0, 0x800);
    }

    [Test]
    public void ARequestForNothing_GivesNull_AsInSystemV()
    {
        Use(new PhkOptions { SystemV = true });
        Assert.That(_heap.Malloc(0, 0), Is.Zero);
        Assert.That(_heap.Realloc(0, _heap.Malloc(0, 10), 0), Is.Zero);
    }

    [Test]
    public void AnObject_StaysWhereItIs_WhileNoSmallerPlaceWouldDo()
    {
        ulong chunk = _heap.Malloc(0, 100);
        Assert.That(_heap.Realloc(0, chunk, 65), Is.EqualTo(chunk));
        Assert.That(_heap.Realloc(0, chunk, 64), Is.Not.EqualTo(chunk));
        ulong smallest = _heap.Malloc(0, 16);
        Assert.That(_heap.Realloc(0, smallest, 1), Is.EqualTo(smallest), "there is no smaller chunk");
        ulong pages = _heap.Malloc(0, 3 * Page);
        Assert.That(_heap.Realloc(0, pages, (2 * Page) + 1), Is.EqualTo(pages));
        Assert.That(_heap.Realloc(0, pages, 2 * Page), Is.Not.EqualTo(pages));
    }

    [Test]
    public void AlignedRequests_AreRefused_UnlessEmulated()
    {
        Assert.That(_heap.Memalign(0, 64, 100), Is.Zero);
        Use(new PhkOptions { EmulatesMemalign = true });
        for (ulong alignment = 8; alignment <= Page; alignment *= 2)
        {
            ulong address = _heap.Memalign(0, alignment, 24);
            Assert.That(address, Is.Not.Zero);
            Assert.That(address % alignment, Is.Zero, $"alignment {alignment}");
        }

        Assert.That(_heap.Memalign(0, 2 * Page, 24), Is.Zero);
    }

    [Test]
    public void TheTop_KeepsItsCache_AndGivesTheRestBack()
    {
        ulong large = _heap.Malloc(0, 100 * Page);
        ulong top = _machine.Addresses.Break;
        _heap.Free(0, large);
        Assert.That(top - _machine.Addresses.Break, Is.EqualTo(84 * Page));
        _heap.CheckInvariants();
    }

    [Test]
    public void ACacheThatOverflowsItsBits_KeepsNothing_AndTheHeapGoesOn()
    {
        Use(new PhkOptions { CachePages = 1u << 20 });
        ulong first = _heap.Malloc(0, 10 * Page);
        _heap.Free(0, first);
        Assert.That(_machine.Addresses.Break, Is.EqualTo(first));
        Assert.That(_heap.Malloc(0, 5 * Page), Is.EqualTo(first));
        _heap.CheckInvariants();
    }

    [Test]
    public void FreePages_AreNotTouched_UnlessFilled()
    {
        ulong large = _heap.Malloc(0, 10 * Page);
        _heap.Free(0, large);
        Assert.That(_machine.Pages.StateAt(large), Is.EqualTo(PageState.Untouched));
        Use(new PhkOptions { Junk = true });
        large = _heap.Malloc(0, 10 * Page);
        Assert.That(_machine.Pages.StateAt(large + (9 * Page)), Is.EqualTo(PageState.Resident));
    }

    [Test]
    public void ProductsThatOverflow_AreRefused() => Assert.That(_heap.Calloc(0, 1UL << 40, 1UL << 40), Is.Zero);

    [Test]
    public void WhatIsTooLarge_IsRefused_AndOptionXEndsTheProgram()
    {
        Assert.That(_heap.Malloc(0, ulong.MaxValue), Is.Zero);
        Assert.That(_heap.Malloc(0, 1UL << 40), Is.Zero, "the break cannot go there");
        Use(new PhkOptions { OutOfMemoryEnds = true });
        Assert.That(() => _heap.Malloc(0, 1UL << 40), Throws.TypeOf<TraceFormatException>());
    }

    [Test]
    public void TheTotals_SayWhatIsHeld()
    {
        HeapTotals before = default, after = default;
        _heap.Free(0, _heap.Malloc(0, 1));
        _heap.ReadTotals(ref before);
        Assert.That(before.AllocatedBytes, Is.Zero);
        ulong small = _heap.Malloc(0, 20);
        ulong large = _heap.Malloc(0, 2 * Page);
        _heap.ReadTotals(ref after);
        Assert.That(after.AllocatedBytes, Is.EqualTo(32 + (2 * Page)));
        _heap.Free(0, small);
        _heap.Free(0, large);
        _heap.ReadTotals(ref after);
        Assert.That(after.AllocatedBytes, Is.Zero);
    }

    private void Use(PhkOptions options)
    {
        _machine = new SimMachine();
        _heap = new PhkHeap(_machine, options);
    }
}
