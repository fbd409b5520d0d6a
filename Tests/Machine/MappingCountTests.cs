using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Machine.Pages;

namespace AllocSim.Tests.Machine;

[TestFixture]
internal sealed class MappingCountTests
{
    private const ulong Page = 4096;
    private const ulong Base = 0x7ef0_0000_0000;

    [Test]
    public void NeighboursThatAreAlike_AreOneMapping()
    {
        PageLayer pages = new(new MachineOptions());
        pages.Map(Base, 4 * Page, hasAccess: true);
        pages.Map(Base + (4 * Page), 4 * Page, hasAccess: true);
        Assert.That(pages.MappingCount, Is.EqualTo(1));
        pages.Map(Base + (9 * Page), Page, hasAccess: true);
        Assert.That(pages.MappingCount, Is.EqualTo(2));
        pages.Map(Base + (8 * Page), Page, hasAccess: true);
        Assert.That((pages.MappingCount, pages.PeakMappingCount), Is.EqualTo((1L, 2L)));
    }

    [Test]
    public void AHole_AnotherAccess_OrOtherAdvice_CutsAMapping_WhatItsPagesHoldDoesNot()
    {
        PageLayer pages = new(new MachineOptions());
        pages.Map(Base, 16 * Page, hasAccess: true);
        pages.Touch(Base + (3 * Page), Page);
        pages.Read(Base + (5 * Page), Page);
        pages.DontNeed(Base + (3 * Page), Page);
        Assert.That(pages.MappingCount, Is.EqualTo(1));
        pages.Protect(Base + (2 * Page), Page, hasAccess: false);
        Assert.That(pages.MappingCount, Is.EqualTo(3));
        pages.Unmap(Base + (8 * Page), Page);
        Assert.That(pages.MappingCount, Is.EqualTo(4));
        pages.AdviseHuge(Base + (10 * Page), Page, isWanted: true);
        Assert.That(pages.MappingCount, Is.EqualTo(6));
        pages.Protect(Base + (2 * Page), Page, hasAccess: true);
        Assert.That(pages.MappingCount, Is.EqualTo(4));
    }

    [Test]
    public void AnyHistory_AgreesWithCountingAll([Values(1, 2)] int seed)
    {
        const int count = 200;
        Random random = new(seed);
        PageLayer pages = new(new MachineOptions());
        string[] model = new string[count];
        Array.Fill(model, "");
        for (int step = 0; step < 2_000; step++)
        {
            int first = random.Next(count);
            int length = Math.Min(random.Next(1, 20), count - first);
            ulong address = Base + ((ulong)first * Page);
            ulong bytes = (ulong)length * Page;
            int change = random.Next(4);
            bool hasAccess = random.Next(2) == 0;
            long expected = pages.MappingsMore(address, bytes, change != 0, hasAccess);
            long before = pages.MappingCount;
            switch (change)
            {
                case 0: pages.Unmap(address, bytes); break;
                case 1: pages.Protect(address, bytes, hasAccess); break;
                default: pages.Map(address, bytes, hasAccess); break;
            }

            bool isWhole = change != 1 || !model.AsSpan(first, length).Contains("");
            for (int i = first; i < first + length; i++)
            {
                model[i] = change == 0 || (change == 1 && model[i].Length == 0) ? "" : hasAccess ? "rw" : "none";
            }

            Assert.That(pages.MappingCount, Is.EqualTo(Enumerable.Range(0, count).Count(i => model[i].Length > 0 && (i == 0 || model[i - 1] != model[i]))));
            if (isWhole)
            {
                Assert.That(pages.MappingCount - before, Is.EqualTo(expected));
            }
        }
    }

    [Test]
    public void AtTheLimit_WhatNeedsOneMoreFails()
    {
        SimMachine machine = new(new MachineOptions { MappingLimit = 2 });
        ulong first = machine.Mmap(0, 8 * Page, 3);
        machine.Munmap(first + (2 * Page), Page);
        Assert.That(machine.Pages.MappingCount, Is.EqualTo(2));
        machine.Munmap(first + (5 * Page), Page);
        Assert.That(machine.Pages.StateAt(first + (5 * Page)), Is.EqualTo(PageState.Untouched), "cut in two");
        machine.Mprotect(first + (5 * Page), Page, 0);
        Assert.That(machine.Pages.IsAccessible(first + (5 * Page)), Is.True, "cut in three");
        machine.Munmap(first, Page);
        Assert.That(machine.Pages.StateAt(first), Is.EqualTo(PageState.Unmapped), "its beginning may go");
        Assert.That(machine.Mmap(0, 100 * Page, 0), Is.Not.Zero, "one more than the limit, as on Linux");
        Assert.That(machine.Mmap(0, Page, 3), Is.Zero);
    }
}
