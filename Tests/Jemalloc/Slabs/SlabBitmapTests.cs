using AllocSim.Allocator.Jemalloc.Slabs;

namespace AllocSim.Tests.Jemalloc.Slabs;

[TestFixture]
internal sealed class SlabBitmapTests
{
    [Test]
    public void EveryStateOfUpToTwelveRegions_GivesTheLowestFreeOneAndTakesItBack([Range(1, 12)] int regions)
    {
        for (ulong state = 1; state < 1UL << regions; state++)
        {
            ulong[] bitmap = [state];
            int taken = SlabBitmap.TakeFirst(bitmap);
            Assert.That(taken, Is.EqualTo(ulong.TrailingZeroCount(state)));
            Assert.That(bitmap[0], Is.EqualTo(state & (state - 1)));
            SlabBitmap.Release(bitmap, taken);
            Assert.That(bitmap[0], Is.EqualTo(state));
        }
    }

    [Test]
    public void EveryStateOfUpToTwelveRegions_GivesAnyNumberAtOnceAsOneByOne([Range(1, 12)] int regions)
    {
        Span<ulong> addresses = stackalloc ulong[regions];
        for (ulong state = 1; state < 1UL << regions; state++)
        {
            for (int count = 1; count <= (int)ulong.PopCount(state); count++)
            {
                ulong[] together = [state];
                ulong[] singly = [state];
                SlabBitmap.TakeFirst(together, 0x10000, 48, addresses[..count]);
                for (int i = 0; i < count; i++)
                {
                    Assert.That(addresses[i], Is.EqualTo(0x10000 + (48UL * (ulong)SlabBitmap.TakeFirst(singly))));
                }

                Assert.That(together, Is.EqualTo(singly));
            }
        }
    }

    [TestCase(1, 1)]
    [TestCase(63, 1)]
    [TestCase(64, 1)]
    [TestCase(65, 2)]
    [TestCase(128, 2)]
    [TestCase(512, 8)]
    public void AFreshSlab_HasAllRegionsFree_AndNoneBeyond(int regions, int words)
    {
        ulong[] bitmap = new ulong[words];
        SlabBitmap.Init(bitmap, regions);
        Assert.That(SlabBitmap.CountFree(bitmap), Is.EqualTo(regions));
        ulong[] addresses = new ulong[regions];
        SlabBitmap.TakeFirst(bitmap, 0, 1, addresses);
        Assert.That(addresses, Is.EqualTo(Enumerable.Range(0, regions).Select(i => (ulong)i)));
        Assert.That(bitmap, Is.All.Zero);
    }
}
