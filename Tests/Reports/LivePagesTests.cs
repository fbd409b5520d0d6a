using AllocSim.Reports.Measures.Pages;
using AllocSim.Simulator.Operations;

namespace AllocSim.Tests.Reports;

[TestFixture]
internal sealed class LivePagesTests
{
    private const int PageBytes = 4096;

    [Test]
    public void LiveBytes_AreSummedByRange_InOrderOfAddresses_WhicheverPageWasUsedFirst()
    {
        LivePages pages = new(PageBytes);
        foreach ((ulong address, ulong size) in ((ulong, ulong)[])[(0x7f0000400000, 100), (0x600000000000, 10), (0x7f0000000000, 2 * PageBytes), (0x60000000ff00, 0x200), (0x600000010ff0, 1)])
        {
            pages.Made(0, default(Operation), address, size);
        }

        Assert.That(pages.Sums(16), Is.EqualTo(new[] { (0x60000000UL, 10UL + 0x100), (0x60000001UL, 0x100UL + 1), (0x7f000000UL, 2UL * PageBytes), (0x7f000040UL, 100UL) }));
        pages.Gone(0, default(Operation), 0x7f0000000000, 2 * PageBytes);
        Assert.That(pages.Sums(20).Select(sum => sum.Range), Is.EqualTo(new[] { 0x6000000UL, 0x7f00004UL }), "a range without live bytes is none");
    }

    [Test]
    public void APage_KeepsItsBytes_WhereMorePagesThanAreNearShareAPlace()
    {
        LivePages pages = new(PageBytes);
        ulong[] addresses = [.. Enumerable.Range(0, 300).Select(i => 0x7f0000000000 - ((ulong)i << 30)), .. Enumerable.Range(0, 300).Select(i => 0x100000 + ((ulong)i << 22))];
        foreach (ulong address in addresses)
        {
            pages.Made(0, default(Operation), address, 8);
            pages.Made(0, default(Operation), address + 16, 8);
        }

        foreach (ulong address in addresses.Reverse())
        {
            pages.Gone(0, default(Operation), address, 8);
        }

        Assert.That(pages.Sums(12), Is.EqualTo(addresses.Select(address => (address >> 12, 8UL)).Order()));
        Assert.That(pages.Count, Is.EqualTo(addresses.Length));
    }
}
