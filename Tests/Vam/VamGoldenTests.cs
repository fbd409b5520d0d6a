using AllocSim.Allocator.Vam;
using AllocSim.Tests.Policies;

namespace AllocSim.Tests.Vam;

/// <summary>Holds vam against kept runs of the reimplementation by its authors, in 32 bits: addresses and system calls.</summary>
[TestFixture]
internal sealed class VamGoldenTests
{
    private static PolicyGolden[] Cases => PolicyGolden.AllIn("Tests/Vam/Goldens");

    [TestCaseSource(nameof(Cases))]
    public void ARun_IsTheLibrarysToTheByte(PolicyGolden golden) => golden.Hold(new VamPolicy("vam", "", VamLayout.Narrow));
}
