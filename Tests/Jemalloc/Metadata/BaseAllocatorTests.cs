using AllocSim.Simulator.Machine;

namespace AllocSim.Tests.Jemalloc.Metadata;

[TestFixture]
internal sealed class BaseAllocatorTests
{
    private const ulong HugePage = 2 << 20;

    [Test]
    public void ANewBase_HasOneBlockOfAHugePage_ThatBeginsWithItsOwnRecords()
    {
        var parts = new HeapParts();
        Assert.That(parts.Base.Blocks.Select(block => (block.Address % HugePage, block.Bytes)), Is.EqualTo(new[] { (0UL, HugePage) }));
        ulong own = parts.Records.BaseBlock + AlignUp(parts.Records.Base, 64);
        Assert.That((parts.Base.Allocated, parts.Base.Mapped), Is.EqualTo((own, HugePage)));
    }

    [Test]
    public void Records_FollowEachOther_Aligned()
    {
        var parts = new HeapParts();
        ulong first = parts.Base.Alloc(null, 100, 64);
        ulong second = parts.Base.Alloc(null, 1, 64);
        Assert.That((first % 64, second - first), Is.EqualTo((0UL, 128UL)));
    }

    [Test]
    public void WhatABlockHasLeft_IsUsedBeforeANewBlockIsMapped_AndLaterAgain()
    {
        var parts = new HeapParts();
        ulong small = parts.Base.Alloc(null, 64, 64);
        ulong big = parts.Base.Alloc(null, HugePage, 64);
        ulong again = parts.Base.Alloc(null, 64, 64);
        Assert.That(parts.Base.Blocks, Has.Count.EqualTo(2));
        Assert.That(again - small, Is.EqualTo(64));
        Assert.That(big, Is.InRange(parts.Base.Blocks[1].Address, parts.Base.Blocks[1].Address + parts.Base.Blocks[1].Bytes));
    }

    [Test]
    public void ExtentRecords_AreOfOneSize_AndKnowTheSerialOfTheirBlock()
    {
        var parts = new HeapParts();
        int a = parts.Base.AllocEdata(null);
        int b = parts.Base.AllocEdata(null);
        Assert.That(parts.Table[b].RecordAddress - parts.Table[a].RecordAddress, Is.EqualTo(parts.Records.Edata));
        parts.Base.Alloc(null, HugePage - 4096, 64);
        while (parts.Base.Blocks.Count < 3)
        {
            b = parts.Base.AllocEdata(null);
        }

        Assert.That(parts.Table[a].Esn, Is.LessThan(parts.Table[b].Esn));
    }

    [Test]
    public void Blocks_GrowBySizeClasses()
    {
        var parts = new HeapParts();
        for (int i = 0; i < 40; i++)
        {
            parts.Base.Alloc(null, HugePage / 2, 64);
        }

        Assert.That(parts.Base.Blocks.Select(block => block.Bytes), Is.Ordered.And.All.Matches<ulong>(bytes => bytes % HugePage == 0));
        Assert.That(parts.Base.Blocks[^1].Bytes, Is.GreaterThan(HugePage));
        Assert.That(parts.Base.Allocated, Is.LessThanOrEqualTo(parts.Base.Resident));
        Assert.That(parts.Base.Resident, Is.LessThanOrEqualTo(parts.Base.Mapped));
    }

    [Test]
    public void WithoutMemory_ThereIsNoRecord_AndNothingIsCounted()
    {
        var parts = new HeapParts(new MachineOptions { MappedLimitBytes = 2 * HugePage });
        ulong allocated = parts.Base.Allocated;
        Assert.That(parts.Base.Alloc(null, 4 * HugePage, 64), Is.Zero);
        Assert.That((parts.Base.Allocated, parts.Base.Blocks.Count), Is.EqualTo((allocated, 1)));
    }

    private static ulong AlignUp(ulong value, ulong alignment) => (value + alignment - 1) & ~(alignment - 1);
}
