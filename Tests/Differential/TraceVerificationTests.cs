using AllocSim.Cli.Differential.Campaigns;
using AllocSim.Cli.Differential.Comparing;

namespace AllocSim.Tests.Differential;

/// <summary>Pages that the kernel joins of its own accord are no difference of the library's.</summary>
[TestFixture]
internal sealed class TraceVerificationTests
{
    [TestCase(DifferenceKind.Pages, 1, 2, TestName = "PagesThatDiffer_WhileTheKernelJoinedSome_AreLookedAtOnceMore")]
    [TestCase(DifferenceKind.Pages, 0, 1, TestName = "PagesThatDiffer_WhileTheKernelJoinedNone_Differ")]
    [TestCase(DifferenceKind.Answer, 1, 1, TestName = "AnotherDifference_Stays")]
    public void ARun_IsMadeAgain(DifferenceKind kind, long joined, int runs)
    {
        int made = 0, told = 0;
        long collapses = 0;
        Comparison result = TraceVerification.Undisturbed(
            () =>
            {
                collapses += made++ == 0 ? joined : 0;
                return made == 1 ? Differs(kind) : new Comparison();
            },
            () => collapses,
            () => told++);
        Assert.That(made, Is.EqualTo(runs));
        Assert.That(told, Is.EqualTo(runs - 1));
        Assert.That(result.IsExact, Is.EqualTo(runs == 2));
    }

    [Test]
    public void AKernelThatJoinsPagesAllTheTime_DoesNotKeepTheRunForEver()
    {
        long collapses = 0;
        int made = 0;
        Comparison result = TraceVerification.Undisturbed(() => { made++; return Differs(DifferenceKind.Pages); }, () => collapses++, () => { });
        Assert.That(result.IsExact, Is.False);
        Assert.That(made, Is.EqualTo(4));
    }

    private static Comparison Differs(DifferenceKind kind) => new() { Difference = new Difference(kind, 1, "a", "b") };
}
