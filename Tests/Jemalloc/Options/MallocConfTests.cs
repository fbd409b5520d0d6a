using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Options.Conf;
using AllocSim.Allocator.Jemalloc.Sizes;
using NUnit.Framework;

namespace AllocSim.Tests.Jemalloc.Options;

[TestFixture]
public class MallocConfTests
{
    [Test]
    public void TheEmptyStringGivesTheDefaults()
    {
        var result = MallocConf.Parse("");
        Assert.That(result.Options, Is.EqualTo(new JemallocOptions()));
        Assert.That(result.Warnings, Is.Empty);
        Assert.That(result.Errors, Is.Empty);
    }

    [Test]
    public void PairsAreReadAndTheLastOneWins()
    {
        var options = Good("narenas:4,dirty_decay_ms:-1,retain:false,narenas:2,tcache:false,dss:primary");
        Assert.Multiple(() =>
        {
            Assert.That(options.Narenas, Is.EqualTo(2));
            Assert.That(options.DirtyDecayMs, Is.EqualTo(-1));
            Assert.That(options.Retain, Is.False);
            Assert.That(options.Tcache, Is.False);
            Assert.That(options.Dss, Is.EqualTo(DssPrecedence.Primary));
        });
    }

    [TestCase("narenas:0x10", 16u)]
    [TestCase("narenas:010", 8u)]
    [TestCase("narenas: 5", 5u)]
    [TestCase("narenas:+5", 5u)]
    [TestCase("narenas:4294967298", 2u)]
    [TestCase("narenas:7,narenas:default", 0u)]
    public void NumbersAreReadAsTheLibraryReadsThem(string conf, uint narenas) => Assert.That(Good(conf).Narenas, Is.EqualTo(narenas));

    [TestCase("narenas:")]
    [TestCase("narenas:0")]
    [TestCase("narenas:5 ")]
    [TestCase("narenas:08")]
    [TestCase("narenas:1k")]
    [TestCase("narenas:99999999999999999999999")]
    [TestCase("dirty_decay_ms:-2")]
    [TestCase("dirty_decay_ms:18446744072001")]
    [TestCase("lg_extent_max_active_fit:65")]
    [TestCase("lg_tcache_nslots_mul:17")]
    [TestCase("retain:yes")]
    [TestCase("junk:maybe")]
    [TestCase("dss:first")]
    [TestCase("hpa_dirty_mult:.")]
    [TestCase("narenas_ratio:65536")]
    public void AWrongValueIsWarnedOfByNameAndIgnored(string conf)
    {
        var result = MallocConf.Parse(conf);
        Assert.That(result.Options, Is.EqualTo(new JemallocOptions()));
        Assert.That(result.Errors, Is.Empty);
        Assert.That(result.Warnings, Has.Count.EqualTo(1));
        Assert.That(result.Warnings[0], Does.Contain(conf.Split(':')[0]).And.Not.Contain("\n"));
    }

    [Test]
    public void SomeValuesAreClippedRatherThanRefused()
    {
        var options = Good("tcache_max:1000000000,tcache_nslots_small_min:0,tcache_nslots_large:5000,tcache_gc_incr_bytes:1,lg_tcache_flush_small_div:99,lg_prof_sample:100");
        Assert.Multiple(() =>
        {
            Assert.That(options.TcacheMax, Is.EqualTo(8 << 20));
            Assert.That(options.TcacheNslotsSmallMin, Is.EqualTo(1));
            Assert.That(options.TcacheNslotsLarge, Is.EqualTo(2048));
            Assert.That(options.TcacheGcIncrBytes, Is.EqualTo(1024));
            Assert.That(options.LgTcacheFlushSmallDiv, Is.EqualTo(16));
            Assert.That(options.LgProfSample, Is.EqualTo(63));
            Assert.That(Good("lg_tcache_max:99").TcacheMax, Is.EqualTo(1 << 23));
        });
    }

    // The library was asked: d:primary, p:percpu and percpu_arena:p,dss:p are all taken.
    [Test]
    public void ThreeNamesAndTheirWordsMayBeCutShort()
    {
        Assert.That(Good("d:primary").Dss, Is.EqualTo(DssPrecedence.Primary));
        Assert.That(Good("p:percpu").PercpuArena, Is.EqualTo(PercpuArenaMode.Percpu));
        Assert.That(Good("percpu_arena:p,dss:p").Dss, Is.EqualTo(DssPrecedence.Primary));
        Assert.That(MallocConf.Parse(":x").Warnings[0], Does.Contain("metadata_thp"));
    }

    [Test]
    public void RangesAreTakenUpToTheFirstWrongOne()
    {
        Assert.That(Good("slab_sizes:1-4096:17|100-200:1|128-128:2").SlabSizes, Is.EqualTo(new SlabSizeOverride[] { new(1, 4096, 17), new(100, 200, 1), new(128, 128, 2) }));
        Assert.That(Good("bin_shards:1-512:4|600-2000:2,narenas:2").BinShards, Is.EqualTo(new BinShardOverride[] { new(1, 512, 4), new(600, 2000, 2) }));
        Assert.That(Good("slab_sizes:1-2:3,slab_sizes:default").SlabSizes, Is.Empty);
        var broken = MallocConf.Parse("bin_shards:1-512:4|600-2000:65|8-8:2");
        Assert.That(broken.Options.BinShards, Has.Count.EqualTo(1));
        Assert.That(broken.Warnings, Has.Count.EqualTo(1));
    }

    [TestCase("dirty_decay:1", "dirty_decay_ms")]
    [TestCase("nareas:1", "narenas")]
    [TestCase("cache_oblivious:false", "cache_oblivious")]
    [TestCase("xmalloc:true", "xmalloc")]
    public void OptionsThatTheLibraryDoesNotReadAreWarnedOfByName(string conf, string name)
    {
        var result = MallocConf.Parse(conf);
        Assert.That(result.Errors, Is.Empty);
        Assert.That(result.Warnings, Has.Count.EqualTo(1));
        Assert.That(result.Warnings[0], Does.Contain(name).And.Contain("goes on without it"));
    }

    [TestCase("hpa:false,background_thread:true,prof:false,thp:default,metadata_thp:disabled,stats_interval:-1,san_guard_small:0,zero_realloc:alloc")]
    [TestCase("junk:true,abort:true,confirm_conf:true,stats_print:true,stats_print_opts:Jg,experimental_infallible_new:true,mutex_max_spin:-1,max_background_threads:2")]
    public void SettingsWithoutEffectOnDecisionsAreTaken(string conf) => Good(conf);

    [TestCase("narenas", "narenas")]
    [TestCase("retain:true,,narenas:3", "character 13")]
    [TestCase("retain:true,narenas=3", "character 20")]
    [TestCase("narenas:3,", "comma")]
    public void AMalformedStringIsWarnedOfAndCutOffThere(string conf, string expected)
    {
        var result = MallocConf.Parse(conf);
        Assert.That(result.Warnings, Has.Count.EqualTo(1));
        Assert.That(result.Warnings[0], Does.Contain(expected));
    }

    [Test]
    public void WithAbortConfEveryWarningIsAnError()
    {
        var result = MallocConf.Parse("abort_conf:true,narenas:x");
        Assert.That(result.Warnings, Is.Empty);
        Assert.That(result.Errors, Has.Count.EqualTo(1));
    }

    [Test]
    public void LettersOfStatisticsAreGatheredOnce()
        => Assert.That(Good("stats_print_opts:Jggz,stats_print_opts:Ja").StatsPrintOpts, Is.EqualTo("Jga"));

    [TestCase("", 1, 1u)]
    [TestCase("", 2, 8u)]
    [TestCase("", 4, 16u)]
    [TestCase("narenas_ratio:0.5", 5, 3u)]
    [TestCase("narenas_ratio:0.01", 4, 1u)]
    [TestCase("narenas:3", 4, 3u)]
    [TestCase("percpu_arena:percpu", 4, 4u)]
    [TestCase("percpu_arena:phycpu", 4, 2u)]
    [TestCase("percpu_arena:percpu,narenas:9", 4, 9u)]
    public void ArenasAreCountedForTheMachine(string conf, int cpus, uint narenas)
        => Assert.That(Good(conf).CompleteFor(cpus, new SizeClasses()).Narenas, Is.EqualTo(narenas));

    [TestCase("", 8388608ul, 4ul)]
    [TestCase("oversize_threshold:16383,max_background_threads:7", 0ul, 7ul)]
    [TestCase("oversize_threshold:16384,max_background_threads:4095", 16384ul, 4095ul)]
    [TestCase("max_background_threads:5000", 8388608ul, 4ul)]
    public void StartUpCompletesTheOtherOptions(string conf, ulong oversize, ulong backgroundThreads)
    {
        var options = Good(conf).CompleteFor(2, new SizeClasses());
        Assert.That(options.OversizeThreshold, Is.EqualTo(oversize));
        Assert.That(options.MaxBackgroundThreads, Is.EqualTo(backgroundThreads));
    }

    [TestCase("0.25", 16384u, "0.25")]
    [TestCase("4", 4u << 16, "4.0")]
    [TestCase(".5", 32768u, "0.5")]
    [TestCase("0.001953125", 128u, "0.001953125")]
    [TestCase("0.0153", 1002u, "0.01528930664062")]
    [TestCase("3.00002", 196609u, "3.00001525878906")]
    [TestCase("7.9999", 524281u, "7.99989318847656")]
    [TestCase("0", 0u, "0.0")]
    public void RatiosAreReadAndPrintedAsTheLibraryDoes(string text, uint bits, string printed)
    {
        Assert.That(FixedPoint.TryParse(text, out var value), Is.True);
        Assert.That(value.Bits, Is.EqualTo(bits));
        Assert.That(value.ToString(), Is.EqualTo(printed));
    }

    private static JemallocOptions Good(string conf)
    {
        var result = MallocConf.Parse(conf);
        Assert.That(result.Errors, Is.Empty);
        Assert.That(result.Warnings, Is.Empty);
        return result.Options;
    }
}
