using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Machine.Pages;

namespace AllocSim.Tests.Machine;

[TestFixture]
internal sealed class PageReadTests
{
    private const ulong Page = 4096;
    private const ulong Base = 0x7ef0_0000_0000;

    [Test]
    public void APageThatIsOnlyRead_CountsNowhere_AndFaultsAgainAtItsFirstWrite()
    {
        PageLayer pages = Mapped(4);
        pages.Read(Base, 2 * Page);
        Assert.That((pages.ResidentBytes, pages.ZeroBytes, pages.FaultCount), Is.EqualTo((0UL, 2 * Page, 2L)));
        pages.Read(Base, Page);
        pages.Touch(Base, 1);
        Assert.That((pages.ResidentBytes, pages.ZeroBytes, pages.FaultCount), Is.EqualTo((Page, Page, 3L)));
        Assert.That(pages.MappedBytes, Is.EqualTo(4 * Page));
    }

    [Test]
    public void AReadOfAPageWithMemory_ChangesNothing_LazilyFreedOrNot()
    {
        PageLayer pages = Mapped(2);
        pages.Touch(Base, 2 * Page);
        pages.FreeLazily(Base, Page);
        pages.Read(Base, 2 * Page);
        Assert.That((pages.ResidentBytes, pages.LazilyFreedBytes, pages.FaultCount), Is.EqualTo((Page, Page, 2L)));
    }

    [Test]
    public void AWriteToALazilyFreedPage_IsNoFault()
    {
        PageLayer pages = Mapped(1);
        pages.Touch(Base, 1);
        pages.FreeLazily(Base, Page);
        pages.Touch(Base, 1);
        Assert.That((pages.ResidentBytes, pages.FaultCount), Is.EqualTo((Page, 1L)));
    }

    [Test]
    public void MadviseFree_LeavesZeroPages_DontNeedTakesThem()
    {
        PageLayer pages = Mapped(2);
        pages.Read(Base, 2 * Page);
        pages.FreeLazily(Base, 2 * Page);
        Assert.That((pages.ZeroBytes, pages.LazilyFreedBytes), Is.EqualTo((2 * Page, 0UL)));
        pages.DontNeed(Base, Page);
        Assert.That((pages.ZeroBytes, pages.UntouchedBytes), Is.EqualTo((Page, Page)));
        pages.Read(Base, 1);
        Assert.That(pages.FaultCount, Is.EqualTo(3));
    }

    [Test]
    public void Protect_KeepsAZeroPage_WhichMayNotBeReadMeanwhile()
    {
        PageLayer pages = Mapped(1);
        pages.Read(Base, 1);
        pages.Protect(Base, Page, hasAccess: false);
        Assert.That(pages.StateAt(Base), Is.EqualTo(PageState.Zero));
        Assert.That(() => pages.Read(Base, 1), Throws.TypeOf<PageAccessException>().With.Message.Contains("read of the page"));
        pages.Protect(Base, Page, hasAccess: true);
        pages.Read(Base, 1);
        Assert.That(pages.FaultCount, Is.EqualTo(1));
    }

    [Test]
    public void Move_TakesBothKindsAlong_WithoutAFault()
    {
        PageLayer pages = Mapped(4);
        pages.Touch(Base, Page);
        pages.Read(Base + Page, Page);
        ulong to = Base - (1UL << 30);
        pages.Map(to, 8 * Page, hasAccess: true);
        pages.Move(Base, to, 4 * Page);
        pages.Unmap(Base, 4 * Page);
        PageState[] states = [.. Enumerable.Range(0, 5).Select(i => pages.StateAt(to + ((ulong)i * Page)))];
        Assert.That(states, Is.EqualTo((PageState[])[PageState.Resident, PageState.Zero, PageState.Untouched, PageState.Untouched, PageState.Untouched]));
        Assert.That((pages.ResidentBytes, pages.ZeroBytes, pages.MappedBytes, pages.FaultCount), Is.EqualTo((Page, Page, 8 * Page, 2L)));
    }

    [Test]
    public void NoBytes_TouchNothing_WhereverTheyLie()
    {
        PageLayer pages = Mapped(1);
        pages.Touch(Base + 64, 0);
        pages.Read(Base + 64, 0);
        Assert.That(pages.FaultCount, Is.Zero);
    }

    [Test]
    public void TheReport_HasRunsByAddress_AndTotals()
    {
        PageLayer pages = Mapped(8);
        pages.Map(0x6000_0000_0000, 2 * Page, hasAccess: true);
        pages.Map(0x0200_0000_0000, 2 * Page, hasAccess: true);
        pages.Touch(Base, 2 * Page);
        pages.FreeLazily(Base, Page);
        pages.Read(Base + (2 * Page), Page);
        pages.Touch(Base + (4 * Page), 1);
        pages.Touch(0x6000_0000_1000, 1);
        pages.Touch(0x0200_0000_0000, 1);
        using StringWriter text = new();
        PageReport.Write(pages, text, hasHuge: true);
        Assert.That(text.ToString(), Is.EqualTo(
            "20000000000 20000001000\n600000001000 600000002000\n7ef000000000 7ef000002000\n7ef000002000 7ef000003000 zero\n7ef000004000 7ef000005000\n"
            + "total rss=20480 anonymous=20480 lazyfree=4096 pages=5 zero=1 faults=6 huge=0\n"));
    }

    private static PageLayer Mapped(int count)
    {
        PageLayer pages = new(new MachineOptions());
        pages.Map(Base, (ulong)count * Page, hasAccess: true);
        return pages;
    }
}
