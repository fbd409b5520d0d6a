using AllocSim.Cli.Differential.Library;

namespace AllocSim.Tests.Differential;

[TestFixture]
internal sealed class PageLookTests
{
    [Test]
    public void WithoutAZeroPage_PagesThatWereOnlyRead_AreOneRunWithTheirNeighbours()
    {
        PageLook look = new(0, 0, [new(0x1000, 0x3000, false), new(0x3000, 0x4000, true), new(0x4000, 0x5000, false), new(0x8000, 0x9000, true)]);
        PageLook kernel = new(0, 0, [new(0x1000, 0x5000, false), new(0x8000, 0x9000, false)]);
        Assert.That(look.WithoutZeroPage().DifferenceFrom(kernel), Is.Null);
        Assert.That(look.DifferenceFrom(kernel), Is.EqualTo(("pages from 0x1000 to 0x3000", "pages from 0x1000 to 0x5000")));
        Assert.That(look.WithoutZeroPage().Count(0x1000), Is.EqualTo(look.Count(0x1000)));
    }
}
