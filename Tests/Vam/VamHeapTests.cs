using AllocSim.Allocator.Vam;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Machine.Pages;
using AllocSim.Simulator.Operations;

namespace AllocSim.Tests.Vam;

/// <summary>What Vam does that a reader of its documents would ask about, case by case, in both widths.</summary>
[TestFixture(4)]
[TestFixture(8)]
internal sealed class VamHeapTests(int pointerBytes)
{
    private const ulong Page = 4096;

    private readonly VamLayout _layout = pointerBytes == 4 ? VamLayout.Narrow : VamLayout.Wide;

    private SimMachine _machine = new();
    private VamHeap _heap = new(new SimMachine(), VamLayout.Wide, discards: false);

    [SetUp]
    public void Start() => Use(discards: false);

    [Test]
    public void AFrequentSize_GetsReaps_OnceItsRequestsAddUpToMoreThanAPage()
    {
        ulong[] objects = [.. Enumerable.Range(0, 5).Select(_ => Malloc(1024))];
        Assert.That(objects[3] - objects[2], Is.EqualTo(1024 + _layout.ObjectHeaderBytes), "the common heap puts a header before each");
        ulong next = Malloc(1024);
        Assert.That(next - objects[4], Is.EqualTo(1024), "a reap does not");
        Assert.That(objects[4] % Page, Is.EqualTo(pointerBytes == 4 ? 112 : 224));
    }

    [Test]
    public void WhatIsFreed_IsNotUsedAgain_BeforeAReapWasHandedOutToItsEnd()
    {
        ulong[] objects = [.. Enumerable.Range(0, 6).Select(_ => Malloc(1024))];
        _heap.Free(0, objects[4]);
        Assert.That(Malloc(1024), Is.Not.EqualTo(objects[4]));
        _heap.CheckInvariants();
    }

    [Test]
    public void TheCommonHeap_MergesNeighbours_AndTakesTheLowPart()
    {
        ulong[] objects = [.. Enumerable.Range(0, 4).Select(_ => Malloc(2000))];
        _heap.Free(0, objects[0]);
        _heap.Free(0, objects[2]);
        _heap.Free(0, objects[1]);
        Assert.That(Malloc(6000), Is.EqualTo(objects[0]));
        _heap.CheckInvariants();
    }

    [Test]
    public void ARestTooSmallForLinks_StaysWithTheObject()
    {
        ulong hole = Malloc(2000);
        _ = Malloc(2000);
        _heap.Free(0, hole);
        ulong wanted = 2000 - _layout.LeastRest + 8;
        Assert.That(Malloc(wanted), Is.EqualTo(hole));
        Assert.That(_heap.UsableSize(hole), Is.EqualTo(2000));
    }

    [Test]
    public void AnObjectAsLargeAsBefore_StaysWhereItIs()
    {
        ulong address = Malloc(2000);
        Assert.That(_heap.Realloc(0, address, 1999), Is.EqualTo(address));
        Assert.That(_heap.Realloc(0, address, 2001), Is.Not.EqualTo(address));
        _heap.CheckInvariants();
    }

    [Test]
    public void AHugeObject_HasAMapping_ThatGoesWhenItIsFreed()
    {
        ulong largest = _layout.LargestCommon;
        ulong before = _machine.Pages.MappedBytes;
        ulong huge = Malloc(largest + 8);
        Assert.That(huge % Page, Is.EqualTo(_layout.ObjectHeaderBytes));
        Assert.That(_machine.Pages.MappedBytes - before, Is.GreaterThan((8UL << 20) + Page));
        _heap.Free(0, huge);
        Assert.That(_machine.Pages.MappedBytes, Is.EqualTo(before));
        _heap.CheckInvariants();
    }

    [Test]
    public void AFreedCluster_IsGivenBackToTheKernel_WhereBuiltSo([Values] bool discards)
    {
        Use(discards);
        ulong[] objects = [.. Enumerable.Range(0, 7).Select(_ => Malloc(1024))];
        foreach (ulong address in objects)
        {
            _heap.Free(0, address);
        }

        Assert.That(_machine.Pages.StateAt(objects[4]), Is.EqualTo(discards ? PageState.Untouched : PageState.Resident));
        _heap.CheckInvariants();
    }

    [Test]
    public void ARequestForNothing_IsOneForTheSmallestObject()
    {
        Assert.That(_heap.UsableSize(Malloc(0)), Is.EqualTo(_layout.LeastObject));
        Assert.That(_heap.Realloc(0, Malloc(10), 0), Is.Zero);
    }

    [Test]
    public void WhatNoMachineHolds_IsRefused_AndAFullAddressSpaceEndsTheProgram()
    {
        Assert.That(Malloc(ulong.MaxValue), Is.Zero);
        Assert.That(_heap.Calloc(0, 1UL << 40, 1UL << 40), Is.Zero);
        Assert.That(() => Malloc(pointerBytes == 4 ? int.MaxValue : 1UL << 40), Throws.TypeOf<TraceFormatException>());
    }

    [Test]
    public void TheTotals_ComeBackToNothing()
    {
        ulong[] objects = [.. Enumerable.Range(1, 2000).Select(i => Malloc((ulong)i * 37 % 3000))];
        HeapTotals totals = default;
        _heap.ReadTotals(ref totals);
        Assert.That(totals.AllocatedBytes, Is.EqualTo(objects.Aggregate(0UL, (sum, o) => sum + _heap.UsableSize(o))));
        foreach (ulong address in objects)
        {
            _heap.Free(0, address);
        }

        _heap.ReadTotals(ref totals);
        Assert.That(totals.AllocatedBytes, Is.Zero);
        _heap.CheckInvariants();
    }

    [TestCase("", 0)]
    [TestCase("discard", 0)]
    [TestCase("discards", 1)]
    [TestCase("H", 1)]
    public void OnlyDiscard_IsAnOption(string conf, int errors) => Assert.That(new VamPolicy("vam", "", _layout).Check(conf).Errors, Has.Count.EqualTo(errors));

    private ulong Malloc(ulong size) => _heap.Malloc(0, size);

    private void Use(bool discards)
    {
        _machine = new SimMachine(new VamPolicy("vam", "", _layout).Adapt(new MachineOptions()));
        _heap = new VamHeap(_machine, _layout, discards);
        _heap.Free(0, Malloc(2000)); // Pages of nodes are mapped before the tests count.
    }
}
