using AllocSim.Reports.Measures.Averages;
using AllocSim.Reports.Measures.Pages;
using AllocSim.Simulator.Operations;

namespace AllocSim.Tests.Reports;

[TestFixture]
internal sealed class MeasureTests
{
    private const ulong Page = 4096;

    [Test]
    public void LivePages_CountEachPageThatHoldsALiveByte()
    {
        LivePages pages = new(4096);
        Operation none = default;
        pages.Made(0, none, 0x1000_0000 + Page - 1, 2);
        pages.Made(0, none, 0x1000_0000, 8);
        Assert.That(pages.Count, Is.EqualTo(2));
        pages.Gone(0, none, 0x1000_0000 + Page - 1, 2);
        Assert.That(pages.Count, Is.EqualTo(1));
        pages.Resized(0, none, 0x1000_0000, 8, 3 * Page);
        Assert.That(pages.Count, Is.EqualTo(3));
        pages.Gone(0, none, 0x1000_0000, 3 * Page);
        Assert.That(pages.Count, Is.Zero);
    }

    [Test]
    public void LivePages_AnObjectOfNoBytesHoldsNoPage()
    {
        LivePages pages = new(4096);
        pages.Made(0, default, 0x2000, 0);
        Assert.That(pages.Count, Is.Zero);
        pages.Gone(0, default, 0x2000, 0);
        Assert.That(pages.Count, Is.Zero);
    }

    [Test]
    public void Averages_AreWeightedByTime_AndPeaksNeverMissed()
    {
        TimeAverages averages = new();
        averages.Advance(100, 0, 0, 0);
        averages.Advance(100, 1000, 4096, 4096);
        averages.Advance(190, 10, 8192, 4096);
        averages.Advance(200, 110, 8192, 4096);
        averages.Finish();
        Assert.That(averages.MeanRequestedBytes, Is.EqualTo(((90 * 10) + (10 * 110)) / 100.0));
        Assert.That((averages.PeakRequestedBytes, averages.ResidentBytesAtPeak, averages.PeakResidentBytes), Is.EqualTo((1000UL, 4096UL, 8192UL)));
        Assert.That((averages.MeanResidentBytes, averages.MeanLivePageBytes, averages.RequestedBytesAtResidentPeak), Is.EqualTo((8192.0, 4096.0, 10UL)));
    }

    [TestCase(3, 1_000_001UL)]
    [TestCase(4_000_000_000, 3_000_000_001UL)]
    [TestCase(9_000_000_000, 5_000_000_000_000_001UL)]
    public void TheMeanOfWhatWasHeldAllTheTime_IsTheQuotientOfTheSum(long passedNs, ulong bytes)
    {
        ByteTime sum = default;
        sum.Add((ulong)passedNs, bytes);
        Assert.That(ByteTime.Mean(passedNs, bytes), Is.EqualTo((double)sum.ByteNs / passedNs));
    }

    [Test]
    public void AddressHeat_JoinsRangesWhenThereAreTooMany()
    {
        LivePages pages = new(4096);
        AddressHeat heat = new(pages);
        for (ulong i = 0; i < 3000; i++)
        {
            pages.Made(0, default, 0x7e00_0000_0000 + (i << 16), 65536);
        }

        heat.Take(0, 0);
        Assert.That(heat.RangeBytes, Is.EqualTo(8UL << 16));
        Assert.That(heat.Ranges, Has.Count.EqualTo(375));
        Assert.That(heat.Ranges.Select(range => heat.Fullness(heat.Columns[0], range)), Is.All.EqualTo(1.0));
    }
}
