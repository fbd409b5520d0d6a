using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Machine.Pages;

namespace AllocSim.Tests.Machine;

[TestFixture]
internal sealed class PageLayerTests
{
    private const ulong Page = 4096;
    private const ulong Base = 0x7ef0_0000_0000;
    private const ulong Huge = 2UL << 20;

    [Test]
    public void Touch_MakesEveryPageOfTheRangeResident()
    {
        PageLayer pages = new(new MachineOptions());
        pages.Map(Base, 16 * Page, hasAccess: true);
        pages.Touch(Base + Page - 1, 2);
        Assert.Multiple(() =>
        {
            Assert.That(pages.ResidentBytes, Is.EqualTo(2 * Page));
            Assert.That(pages.UntouchedBytes, Is.EqualTo(14 * Page));
            Assert.That(pages.StateAt(Base + (2 * Page)), Is.EqualTo(PageState.Untouched));
        });
    }

    [Test]
    public void Touch_OfNoBytes_TouchesNothing()
    {
        PageLayer pages = new(new MachineOptions());
        pages.Map(Base, Page, hasAccess: true);
        pages.Touch(Base, 0);
        Assert.That(pages.ResidentBytes, Is.Zero);
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Touch_WithoutAccess_Throws(bool isReserved)
    {
        PageLayer pages = new(new MachineOptions());
        if (isReserved)
        {
            pages.Map(Base, Page, hasAccess: false);
        }

        Assert.That(() => pages.Touch(Base, 1), Throws.TypeOf<PageAccessException>());
    }

    [Test]
    public void LazilyFreedPages_AreCountedApart_AndComeBackAtATouch()
    {
        PageLayer pages = new(new MachineOptions());
        pages.Map(Base, 4 * Page, hasAccess: true);
        pages.Touch(Base, 3 * Page);
        pages.FreeLazily(Base, 4 * Page);
        Assert.That((pages.ResidentBytes, pages.LazilyFreedBytes, pages.UntouchedBytes), Is.EqualTo((0UL, 3 * Page, Page)));
        pages.Touch(Base, 1);
        Assert.That((pages.ResidentBytes, pages.LazilyFreedBytes), Is.EqualTo((Page, 2 * Page)));
        pages.DontNeed(Base, 4 * Page);
        Assert.That((pages.ResidentBytes, pages.LazilyFreedBytes, pages.UntouchedBytes), Is.EqualTo((0UL, 0UL, 4 * Page)));
    }

    [Test]
    public void Protect_KeepsTheMemoryBehindAPage()
    {
        PageLayer pages = new(new MachineOptions());
        pages.Map(Base, 2 * Page, hasAccess: true);
        pages.Touch(Base, 1);
        pages.Protect(Base, 2 * Page, hasAccess: false);
        Assert.That((pages.ResidentBytes, pages.ReservedBytes), Is.EqualTo((Page, Page)));
        pages.Protect(Base, 2 * Page, hasAccess: true);
        Assert.That(pages.UntouchedBytes, Is.EqualTo(Page));
    }

    [Test]
    public void Touch_OfAPageFromWhichAccessWasTaken_Throws_ThoughMemoryIsBehindIt([Values(1, 2, 40)] int pageCount)
    {
        PageLayer pages = new(new MachineOptions());
        ulong bytes = (ulong)pageCount * Page;
        pages.Map(Base, bytes, hasAccess: true);
        pages.Touch(Base, bytes);
        pages.Protect(Base + bytes - Page, Page, hasAccess: false);
        Assert.That((pages.ResidentBytes, pages.IsAccessible(Base + bytes - 1)), Is.EqualTo((bytes, false)));
        Assert.That(() => pages.Touch(Base, bytes), Throws.TypeOf<PageAccessException>().With.Message.Contains("may not be accessed"));
        pages.Protect(Base + bytes - Page, Page, hasAccess: true);
        Assert.That(() => pages.Touch(Base, bytes), Throws.Nothing);
    }

    [Test]
    public void DontNeed_LeavesAPageWithoutAccessWithoutAccess()
    {
        PageLayer pages = new(new MachineOptions());
        pages.Map(Base, Page, hasAccess: true);
        pages.Touch(Base, 1);
        pages.Protect(Base, Page, hasAccess: false);
        pages.DontNeed(Base, Page);
        Assert.That(pages.ReservedBytes, Is.EqualTo(Page));
    }

    [Test]
    public void Protect_OfPartOfAHugePage_SplitsIt()
    {
        PageLayer pages = new(new MachineOptions { HugePages = TransparentHugePages.Always });
        pages.Map(Base, Huge, hasAccess: true);
        pages.Touch(Base, 1);
        pages.Protect(Base + Page, Page, hasAccess: false);
        Assert.That((pages.HugeBytes, pages.ResidentBytes), Is.EqualTo((0UL, Huge)));
    }

    [TestCase(TransparentHugePages.Always, false, true)]
    [TestCase(TransparentHugePages.Madvise, false, false)]
    [TestCase(TransparentHugePages.Madvise, true, true)]
    [TestCase(TransparentHugePages.Never, true, false)]
    public void Touch_BacksAWholeHugePage_WhereTheModeAllowsIt(TransparentHugePages mode, bool isAdvised, bool isHuge)
    {
        PageLayer pages = new(new MachineOptions { HugePages = mode });
        pages.Map(Base, 2 * Huge, hasAccess: true);
        if (isAdvised)
        {
            pages.AdviseHuge(Base, 2 * Huge, isWanted: true);
        }

        pages.Touch(Base + (5 * Page), 1);
        Assert.That(pages.ResidentBytes, Is.EqualTo(isHuge ? Huge : Page));
        Assert.That(pages.HugeBytes, Is.EqualTo(isHuge ? Huge : 0));
    }

    [Test]
    public void DontNeed_OnPartOfAHugePage_SplitsIt()
    {
        PageLayer pages = new(new MachineOptions { HugePages = TransparentHugePages.Always });
        pages.Map(Base, Huge, hasAccess: true);
        pages.Touch(Base, 1);
        pages.DontNeed(Base + Page, Page);
        Assert.That((pages.HugeBytes, pages.ResidentBytes), Is.EqualTo((0UL, Huge - Page)));
    }

    [TestCase(4096, 1)]
    [TestCase(65536, 2)]
    public void AnyHistory_AgreesWithTheNaiveModel(int pageSize, int seed)
    {
        const int Count = 40_000; // more than two leaves
        Random random = new(seed);
        PageLayer pages = new(new MachineOptions { PageSize = pageSize });
        PageState[] model = new PageState[Count];
        bool[] hasAccess = new bool[Count];
        ulong size = (ulong)pageSize;
        long faults = 0;
        for (int step = 0; step < 2_000; step++)
        {
            int first = random.Next(Count);
            int count = Math.Min(random.Next(1, 3000), Count - first);
            ulong address = 0x7ef0_0000_0000 + ((ulong)first * size);
            ulong bytes = (ulong)count * size;
            int change = random.Next(9);
            if (change is 3 or 8 && hasAccess.AsSpan(first, count).Contains(false))
            {
                continue;
            }

            faults += change switch
            {
                3 => model.AsSpan(first, count).ToArray().Count(s => s is PageState.Untouched or PageState.Zero),
                8 => model.AsSpan(first, count).ToArray().Count(s => s is PageState.Untouched),
                _ => 0,
            };
            Apply(pages, change, address, bytes);
            for (int i = first; i < first + count; i++)
            {
                model[i] = After(change, model[i], hasAccess[i]);
                hasAccess[i] = change switch
                {
                    0 or 1 or 5 => false,
                    2 => true,
                    4 => model[i] != PageState.Unmapped,
                    _ => hasAccess[i],
                };
            }

            foreach (PageState state in Enum.GetValues<PageState>().Where(s => s != PageState.Unmapped))
            {
                Assert.That(pages.BytesIn(state), Is.EqualTo((ulong)model.Count(s => s == state) * size), $"step {step}, {state}");
            }
        }

        Assert.That(Enumerable.Range(0, Count).Select(i => pages.StateAt(0x7ef0_0000_0000 + ((ulong)i * size))), Is.EqualTo(model));
        Assert.That(Enumerable.Range(0, Count).Select(i => pages.IsAccessible(0x7ef0_0000_0000 + ((ulong)i * size))), Is.EqualTo(hasAccess));
        Assert.That(pages.CountIn(0x7ef0_0000_0000, Count * size, PageState.Resident), Is.EqualTo(pages.ResidentBytes));
        Assert.That(pages.FaultCount, Is.EqualTo(faults));
    }

    private static void Apply(PageLayer pages, int change, ulong address, ulong bytes)
    {
        switch (change)
        {
            case 0: pages.Unmap(address, bytes); break;
            case 1: pages.Map(address, bytes, hasAccess: false); break;
            case 2: pages.Map(address, bytes, hasAccess: true); break;
            case 3: pages.Touch(address, bytes); break;
            case 4: pages.Protect(address, bytes, hasAccess: true); break;
            case 5: pages.Protect(address, bytes, hasAccess: false); break;
            case 6: pages.DontNeed(address, bytes); break;
            case 8: pages.Read(address, bytes); break;
            default: pages.FreeLazily(address, bytes); break;
        }
    }

    private static PageState After(int change, PageState state, bool hasAccess) => change switch
    {
        0 => PageState.Unmapped,
        1 => PageState.Reserved,
        2 => PageState.Untouched,
        3 => PageState.Resident,
        4 => state == PageState.Reserved ? PageState.Untouched : state,
        5 => state == PageState.Untouched ? PageState.Reserved : state,
        8 => state == PageState.Untouched ? PageState.Zero : state,
        6 => state is PageState.Resident or PageState.LazilyFreed or PageState.Zero ? hasAccess ? PageState.Untouched : PageState.Reserved : state,
        _ => state == PageState.Resident ? PageState.LazilyFreed : state,
    };
}
