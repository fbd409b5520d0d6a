using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Machine.Pages;

namespace AllocSim.Tests.Machine;

[TestFixture]
internal sealed class HugePageTests
{
    private const ulong Page = 4096;
    private const ulong Base = 0x7ef0_0000_0000;
    private const ulong Huge = 2UL << 20;

    [Test]
    public void ARead_BringsTheHugeZeroPage_AndAWriteAHugePage_AFaultEach()
    {
        PageLayer pages = Advised(1);
        pages.Read(Base + Page, 1);
        Assert.That((pages.ZeroBytes, pages.ResidentBytes, pages.HugeBytes, pages.FaultCount), Is.EqualTo((Huge, 0UL, 0UL, 1L)));
        pages.Touch(Base, 1);
        Assert.That((pages.ZeroBytes, pages.ResidentBytes, pages.HugeBytes, pages.FaultCount), Is.EqualTo((0UL, Huge, Huge, 2L)));
    }

    [Test]
    public void APieceThatWasAccessedBeforeTheAdvice_GetsSinglePages([Values] bool isWritten)
    {
        PageLayer pages = new(new MachineOptions());
        pages.Map(Base, Huge, hasAccess: true);
        Access(pages, Base, isWritten);
        pages.AdviseHuge(Base, Huge, isWanted: true);
        pages.Touch(Base + Page, Page);
        Assert.That(pages.HugeBytes, Is.Zero);
        Assert.That(pages.ResidentBytes, Is.EqualTo(isWritten ? 2 * Page : Page));
    }

    [Test]
    public void APieceThatWasDroppedPartByPart_GetsSinglePages_UntilAllOfItIsDroppedAtOnce()
    {
        PageLayer pages = Advised(2);
        pages.Touch(Base, 1);
        pages.DontNeed(Base, Huge / 2);
        pages.DontNeed(Base + (Huge / 2), Huge / 2);
        Assert.That(pages.ResidentBytes, Is.Zero);
        pages.Touch(Base, 1);
        Assert.That(pages.ResidentBytes, Is.EqualTo(Page));
        pages.DontNeed(Base, 2 * Huge);
        pages.Touch(Base, 1);
        Assert.That(pages.HugeBytes, Is.EqualTo(Huge));
    }

    [Test]
    public void AHugePageThatIsDroppedAtOnce_BecomesOneAgain()
    {
        PageLayer pages = Advised(1);
        pages.Touch(Base, 1);
        pages.DontNeed(Base, Huge);
        pages.Touch(Base, 1);
        Assert.That((pages.HugeBytes, pages.FaultCount), Is.EqualTo((Huge, 2L)));
    }

    [Test]
    public void PartOfAHugePage_LazilyFreed_IsRemembered_AWholeOneIsNot()
    {
        PageLayer pages = Advised(2);
        pages.Touch(Base, 2 * Huge);
        pages.FreeLazily(Base, Huge);
        Assert.That(pages.FreesPartsOfHuge, Is.False);
        pages.FreeLazily(Base + Huge, Page);
        Assert.That(pages.FreesPartsOfHuge);
    }

    [Test]
    public void PartOfAHugeZeroPage_Dropped_LeavesTheRest()
    {
        PageLayer pages = Advised(1);
        pages.Read(Base, 1);
        pages.DontNeed(Base, Page);
        Assert.That(pages.ZeroBytes, Is.EqualTo(Huge - Page));
        pages.Touch(Base + Page, 1);
        Assert.That((pages.ResidentBytes, pages.HugeBytes), Is.EqualTo((Page, 0UL)));
    }

    [Test]
    public void PartOfAPiece_UnmappedAndMappedAgain_StaysInSinglePages_AWholePieceDoesNot()
    {
        PageLayer pages = Advised(1);
        pages.Touch(Base, 1);
        pages.Unmap(Base, Huge / 2);
        pages.DontNeed(Base + (Huge / 2), Huge / 2);
        pages.Map(Base, Huge / 2, hasAccess: true);
        pages.AdviseHuge(Base, Huge, isWanted: true);
        pages.Touch(Base, 1);
        Assert.That(pages.ResidentBytes, Is.EqualTo(Page));

        pages.Unmap(Base, Huge / 2);
        pages.Unmap(Base + (Huge / 2), Huge / 2);
        pages.Map(Base, Huge, hasAccess: true);
        pages.AdviseHuge(Base, Huge, isWanted: true);
        pages.Touch(Base, 1);
        Assert.That(pages.HugeBytes, Is.EqualTo(Huge));
    }

    [Test]
    public void AHugePage_GoesAlongAsSuch_OnlyToAPlaceThatLiesAlike([Values] bool liesAlike)
    {
        PageLayer pages = Advised(1);
        pages.Touch(Base, 1);
        ulong to = Base - (64 * Huge) + (liesAlike ? 0 : Page);
        pages.Map(to, Huge, hasAccess: true);
        pages.Move(Base, to, Huge);
        pages.Unmap(Base, Huge);
        Assert.That((pages.ResidentBytes, pages.HugeBytes), Is.EqualTo((Huge, liesAlike ? Huge : 0)));
    }

    [Test]
    public void AKernelThatMakesNone_MakesNone_WhateverIsAdvised()
    {
        PageLayer pages = new(new MachineOptions { HugePages = TransparentHugePages.Always, KernelMakesHugePages = false });
        pages.Map(Base, Huge, hasAccess: true);
        pages.AdviseHuge(Base, Huge, isWanted: true);
        pages.Touch(Base, 1);
        Assert.That((pages.ResidentBytes, pages.HugeBytes), Is.EqualTo((Page, 0UL)));
    }

    private static void Access(PageLayer pages, ulong address, bool isWritten)
    {
        if (isWritten)
        {
            pages.Touch(address, 1);
        }
        else
        {
            pages.Read(address, 1);
        }
    }

    private static PageLayer Advised(ulong count)
    {
        PageLayer pages = new(new MachineOptions());
        pages.Map(Base, count * Huge, hasAccess: true);
        pages.AdviseHuge(Base, count * Huge, isWanted: true);
        return pages;
    }
}
