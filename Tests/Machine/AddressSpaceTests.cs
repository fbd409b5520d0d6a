using AllocSim.Simulator.Machine;

namespace AllocSim.Tests.Machine;

[TestFixture]
internal sealed class AddressSpaceTests
{
    private const ulong Page = 4096;

    [Test]
    public void Allocate_InAnEmptySpace_EndsAtTheTop()
    {
        AddressSpace space = new(new MachineOptions());
        Assert.That(space.Allocate(0, Page), Is.EqualTo(0x7eff_ffff_f000));
        Assert.That(space.Allocate(0, 2 * Page), Is.EqualTo(0x7eff_ffff_d000));
    }

    [Test]
    public void Allocate_TakesTheHighestGapThatFits()
    {
        AddressSpace space = new(new MachineOptions());
        ulong high = space.Allocate(0, Page);
        space.Allocate(0, Page);
        ulong low = space.Allocate(0, 4 * Page);
        space.Allocate(0, Page);
        space.Free(high, Page);
        space.Free(low, 4 * Page);
        Assert.That(space.Allocate(0, 2 * Page), Is.EqualTo(low + (2 * Page)));
        Assert.That(space.Allocate(0, Page), Is.EqualTo(high));
    }

    [Test]
    public void Allocate_HonoursAHintOnlyWhereAllOfItIsFree()
    {
        AddressSpace space = new(new MachineOptions());
        const ulong Hint = 0x7ee0_0000_0000;
        Assert.That(space.Allocate(Hint, 4 * Page), Is.EqualTo(Hint));
        Assert.That(space.Allocate(Hint - Page, 2 * Page), Is.EqualTo(0x7f00_0000_0000 - (2 * Page)));
        Assert.That(space.Allocate(Hint + (4 * Page), Page), Is.EqualTo(Hint + (4 * Page)));
    }

    [Test]
    public void Allocate_OfMoreThanThereIs_Fails()
    {
        AddressSpace space = new(new MachineOptions());
        Assert.That(space.Allocate(0, (1UL << 40) + Page), Is.Zero);
        Assert.That(space.Allocate(0, 1UL << 40), Is.EqualTo(space.Bottom));
        Assert.That(space.Allocate(0, Page), Is.Zero);
        Assert.That(space.GapCount, Is.Zero);
    }

    [Test]
    public void Free_Twice_ChangesNothing()
    {
        AddressSpace space = new(new MachineOptions());
        ulong address = space.Allocate(0, 4 * Page);
        space.Free(address, 4 * Page);
        space.Free(address + Page, Page);
        Assert.That(space.GapCount, Is.EqualTo(1));
    }

    [Test]
    public void TryMoveBreak_StaysInItsRange()
    {
        AddressSpace space = new(new MachineOptions { BreakBytes = 16 * Page });
        Assert.Multiple(() =>
        {
            Assert.That(space.TryMoveBreak(-1), Is.False);
            Assert.That(space.TryMoveBreak(16 * (long)Page), Is.True);
            Assert.That(space.TryMoveBreak(1), Is.False);
            Assert.That(space.Break, Is.EqualTo(0x6000_0000_0000 + (16 * Page)));
            Assert.That(space.TryMoveBreak(-16 * (long)Page), Is.True);
        });
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void AnyHistory_AgreesWithTheNaiveModel(int seed)
    {
        Random random = new(seed);
        AddressSpace space = new(new MachineOptions { MmapBytes = 4096 * Page });
        NaiveAddressSpace model = new(space.Bottom, space.Top);
        List<(ulong Address, ulong Bytes)> taken = [];
        for (int i = 0; i < 20_000; i++)
        {
            if (random.Next(100) < 52)
            {
                ulong bytes = (ulong)random.Next(1, 24) * Page;
                ulong hint = random.Next(3) == 0 ? space.Bottom + ((ulong)random.Next(-8, 4100) * Page) : 0;
                ulong address = space.Allocate(hint, bytes);
                Assert.That(address, Is.EqualTo(model.Allocate(hint, bytes)), $"step {i}");
                if (address != 0)
                {
                    taken.Add((address, bytes));
                }
            }
            else if (taken.Count > 0)
            {
                int at = random.Next(taken.Count);
                (ulong address, ulong bytes) = taken[at];
                ulong part = (ulong)random.Next(0, (int)(bytes / Page)) * Page;
                taken[at] = (address, part);
                if (part == 0)
                {
                    taken.RemoveAt(at);
                }

                space.Free(address + part, bytes - part);
                model.Free(address + part, bytes - part);
            }

            Assert.That(space.GapCount, Is.EqualTo(model.GapCount), $"step {i}");
        }
    }
}
