using AllocSim.Allocator.Phk;
using AllocSim.Tests.Policies;

namespace AllocSim.Tests.Phk;

/// <summary>Holds phkmalloc against kept runs of FreeBSD's malloc.c 1.89: addresses and system calls.</summary>
[TestFixture]
internal sealed class PhkGoldenTests
{
    private static PolicyGolden[] Cases => PolicyGolden.AllIn("Tests/Phk/Goldens");

    [TestCaseSource(nameof(Cases))]
    public void ARun_IsTheLibrarysToTheByte(PolicyGolden golden) => golden.Hold(new PhkPolicy("phkmalloc", ""));
}
