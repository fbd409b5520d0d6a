using AllocSim.Allocator.Lk;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Machine;

namespace AllocSim.Tests.Lk;

/// <summary>What is known of lkmalloc, and what the model assumes.</summary>
[TestFixture]
internal sealed class LkHeapTests
{
    private SimMachine _machine = new();
    private LkHeap _heap = new(new SimMachine(), new LkOptions());

    [SetUp]
    public void Start() => Use(new LkOptions { Subheaps = 4, Assignment = LkAssignment.RoundRobin });

    [Test]
    public void ABlock_GoesBackToWhereItCameFrom_WhoeverFreesIt()
    {
        ulong first = _heap.Malloc(0, 100);
        ulong second = _heap.Malloc(1, 100);
        _heap.Free(1, first);
        Assert.That(_heap.Malloc(1, 100), Is.Not.EqualTo(first));
        Assert.That(_heap.Malloc(0, 100), Is.EqualTo(first), "last in, first out");
        Assert.That(second >> 16, Is.Not.EqualTo(first >> 16), "regions are one subheap's");
    }

    [Test]
    public void AThread_KeepsItsSubheap_AndTheFifthSharesTheFirstOnes()
    {
        ulong[] objects = [.. Enumerable.Range(0, 5).Select(thread => _heap.Malloc(thread, 8))];
        Assert.That(objects.Select(o => o >> 16).Distinct().Count(), Is.EqualTo(4));
        Assert.That(objects[4] >> 16, Is.EqualTo(objects[0] >> 16));
        Assert.That(_heap.Malloc(2, 8) >> 16, Is.EqualTo(objects[2] >> 16));
    }

    [Test]
    public void ThreadsThatAreHashed_UseFewerSubheaps()
    {
        Use(new LkOptions { Subheaps = 16 });
        int used = Enumerable.Range(0, 16).Select(thread => _heap.Malloc(thread, 8) >> 16).Distinct().Count();
        Assert.That(used, Is.InRange(5, 15));
    }

    [Test]
    public void LargeBlocks_Merge_AndTheSmallestThatFitsIsTaken()
    {
        ulong[] objects = [.. Enumerable.Range(0, 8).Select(_ => _heap.Malloc(0, 100_000))];
        foreach (ulong address in objects)
        {
            _heap.Free(0, address);
            _heap.CheckInvariants();
        }

        HeapTotals before = default, after = default;
        _heap.ReadTotals(ref before);
        foreach (ulong _ in objects)
        {
            Assert.That(objects, Does.Contain(_heap.Malloc(0, 100_000)));
        }

        _heap.ReadTotals(ref after);
        Assert.That(after.MappedBytes, Is.EqualTo(before.MappedBytes));
    }

    [Test]
    public void AVeryLargeBlock_HasAMappingOfItsOwn()
    {
        _ = _heap.Malloc(0, 8);
        ulong before = _machine.Pages.MappedBytes;
        ulong address = _heap.Malloc(0, 2 << 20);
        Assert.That(_heap.Realloc(0, address, (2 << 20) + 1), Is.EqualTo(address));
        _heap.Free(1, address);
        Assert.That(_machine.Pages.MappedBytes, Is.EqualTo(before));
    }

    [TestCase(1UL, 8UL)]
    [TestCase(512UL, 512UL)]
    [TestCase(513UL, 640UL)]
    [TestCase(1024UL, 1024UL)]
    [TestCase(1025UL, 1280UL)]
    [TestCase(32_768UL, 32_768UL)]
    [TestCase(32_769UL, 32_776UL)]
    public void ARequest_IsRoundedUpToItsClass(ulong size, ulong usable) => Assert.That(_heap.UsableSize(_heap.Malloc(0, size)), Is.EqualTo(usable));

    [Test]
    public void RandomCalls_LeaveTheBooksInOrder([Values] bool locksLists, [Values(1, 2, 3)] int seed)
    {
        Use(new LkOptions { LocksLists = locksLists });
        Random random = new(seed);
        List<ulong> live = [];
        for (int i = 0; i < 3000; i++)
        {
            int thread = random.Next(6);
            ulong size = (ulong)Math.Pow(2, random.NextDouble() * 21);
            if (live.Count > 0 && random.Next(5) < 2)
            {
                int at = random.Next(live.Count);
                _heap.Free(thread, live[at]);
                live.RemoveAt(at);
            }
            else if (live.Count > 0 && random.Next(5) == 0)
            {
                int at = random.Next(live.Count);
                live[at] = _heap.Realloc(thread, live[at], size);
            }
            else
            {
                live.Add(_heap.Malloc(thread, size));
            }
        }

        _heap.CheckInvariants();
        (ulong Start, ulong End)[] places = [.. live.Order().Select(address => (address, address + _heap.UsableSize(address)))];
        Assert.That(places.Zip(places.Skip(1)).All(pair => pair.First.End + 8 <= pair.Second.Start), Is.True, "no two overlap, headers included");
    }

    [TestCase("subheaps:0", "expected from 1 to 4096")]
    [TestCase("subheap:4", "did you mean subheaps?")]
    [TestCase("assign:robin", "expected hash or round_robin")]
    [TestCase("region:100K", "expected a power of two")]
    [TestCase("subheaps:4,subheaps:4", "is given twice")]
    [TestCase("locks:lists,subheaps:4", "one heap")]
    [TestCase("class_max:64K", "at most half")]
    [TestCase("exact_max:4096,class_max:1024", "must not be less")]
    public void WhatCannotBe_IsAnError(string conf, string part) => Assert.That(new LkPolicy("lkmalloc", "").Check(conf).Errors, Has.Some.Contains(part));

    [TestCase("")]
    [TestCase("subheaps:16,assign:round_robin,region:1M,class_max:256K,exact_max:1024,map_above:2M")]
    [TestCase("locks:lists")]
    public void WhatCanBe_IsNone(string conf) => Assert.That(new LkPolicy("lkmalloc", "").Check(conf).Errors, Is.Empty);

    private void Use(LkOptions options)
    {
        _machine = new SimMachine();
        _heap = new LkHeap(_machine, options);
    }
}
