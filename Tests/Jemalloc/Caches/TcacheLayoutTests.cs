using AllocSim.Allocator.Jemalloc.Caches;
using AllocSim.Allocator.Jemalloc.Options.Conf;
using AllocSim.Allocator.Jemalloc.Sizes;

namespace AllocSim.Tests.Jemalloc.Caches;

[TestFixture]
internal sealed class TcacheLayoutTests
{
    private static readonly SizeClasses Sizes = new(new SizeClassGeometry(), [], [], 4096);

    [Test]
    public void ByDefault_SmallClassesHaveTwiceASlabWithinLimits_AndLargeOnesTwenty()
    {
        TcacheLayout layout = Make("");
        Assert.That(layout.CachedClassCount, Is.EqualTo(41));
        Assert.That(layout.Capacities[..4], Is.EqualTo(new[] { 200, 200, 200, 200 }));
        Assert.That(layout.Capacities[Sizes.SizeToIndex(14336)], Is.EqualTo(20));
        Assert.That(layout.Capacities[36..], Is.All.EqualTo(20));
    }

    [Test]
    public void Capacities_AreEven_AndAtLeastTwo([Values(1, 3, 7)] int least, [Values(1, 5, 201)] int most, [Values(-16, -3, 0, 16)] int lg)
    {
        TcacheLayout layout = Make($"tcache_nslots_small_min:{least},tcache_nslots_small_max:{most},lg_tcache_nslots_mul:{lg}");
        Assert.That(layout.Capacities[..Sizes.SmallCount], Is.All.Matches<int>(capacity => capacity >= 2 && capacity % 2 == 0 && capacity <= Math.Max(most, 2)));
    }

    [TestCase("tcache_max:0", 1)]
    [TestCase("tcache_max:8", 1)]
    [TestCase("tcache_max:14336", 36)]
    [TestCase("tcache_max:14337", 37)]
    [TestCase("tcache_max:32768", 41)]
    [TestCase("tcache_max:8388608", 73)]
    [TestCase("tcache_max:9000000", 73)]
    public void TheLargestCachedClass_HoldsTheSizeAsked(string conf, int classes)
    {
        TcacheLayout layout = Make(conf);
        Assert.That(layout.CachedClassCount, Is.EqualTo(classes));
        Assert.That(layout.BinCount, Is.EqualTo(Math.Max(classes, 36)));
        Assert.That(layout.Capacities[classes..], Is.All.Zero);
    }

    [Test]
    public void Bytes_AreTheSlotsAndAWordAtEitherEnd()
    {
        TcacheLayout layout = Make("");
        Assert.That(layout.Bytes, Is.EqualTo(8UL * (ulong)(layout.Capacities.Sum() + 2)));
    }

    [Test]
    public void DelayedCollection_LetsSoManyObjectsPassAsFitTheBytes_AtMost255()
    {
        TcacheLayout layout = Make("tcache_gc_delay_bytes:65536");
        Assert.That((layout.GcDelayItems[0], layout.GcDelayItems[Sizes.SizeToIndex(1024)]), Is.EqualTo(((byte)255, (byte)64)));
    }

    private static TcacheLayout Make(string conf) => new(Sizes, MallocConf.Parse(conf).Options);
}
