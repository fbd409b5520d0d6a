using AllocSim.Allocator.Classic;
using AllocSim.Allocator.Classic.Options;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Operations;

namespace AllocSim.Tests.Classic;

[TestFixture]
internal sealed class ClassicOptionTests
{
    [TestCase("dirty_decay_ms:5000", "dirty_decay_ms is an option of 5.x; 2.1 has lg_dirty_mult; the library goes on without it")]
    [TestCase("decay_time:10", "decay_time is an option of 4.x; 2.1 has lg_dirty_mult; the library goes on without it")]
    [TestCase("tcache_max:4096", "tcache_max is an option of 5.x; 2.1 has lg_tcache_max; the library goes on without it")]
    [TestCase("hpa:true", "hpa is an option of 5.x; 2.1 has nothing in its place; the library goes on without it")]
    [TestCase("xmalloc:true", "xmalloc needs a library built with --enable-xmalloc; the library goes on without it")]
    [TestCase("prof:true", "prof needs a library built with --enable-prof; the library goes on without it")]
    [TestCase("lg_dirty_mlt:3", "option 'lg_dirty_mlt' is not known to jemalloc 2.1.3, which goes on without it; did you mean lg_dirty_mult?")]
    [TestCase("lg_dirty_mult:64", "option lg_dirty_mult: '64' is wrong, expected a whole number from -1 to 63; the library goes on without it")]
    [TestCase("lg_chunk:12", "option lg_chunk: '12' is wrong, expected a whole number from 13 to 63; the library goes on without it")]
    [TestCase("lg_chunk:", "option lg_chunk: '' is wrong, expected a whole number from 13 to 63; the library goes on without it")]
    [TestCase("junk:yes", "option junk: 'yes' is wrong, expected true or false; the library goes on without it")]
    [TestCase("lg_qspace_max:8", "lg_cspace_max is 9 and must exceed lg_qspace_max, 8, by 2 at least; 2.1 takes its defaults for both")]
    [TestCase("junk", "the options end with the name 'junk', which has no value; a pair is name:value")]
    [TestCase("junk=true", "the options are malformed at character 5, '=true'; the library ignores the rest. Pairs are name:value with commas between them")]
    public void AWrongOption_IsNamedInOneLine_AndTheLibraryGoesOn(string conf, string message)
        => Assert.That((Check(conf).Errors, Check(conf).Warnings), Is.EqualTo((Array.Empty<string>(), new[] { message })));

    [TestCase("narenas:4294967296", "option narenas: '4294967296' is wrong, expected a whole number from 1 whose lower 32 bits are not 0")]
    [TestCase("isthreaded:always,lg_tcache_max:19", "lg_tcache_max of 19 ends every threaded program: a cache's record would be a large object, which 2.1 asks that very cache for, without end; at most 18")]
    [TestCase("isthreaded:yes", "option isthreaded: 'yes' is wrong, expected auto, never, second or always")]
    public void WhatTheLibraryCannotRunWith_IsAnError(string conf, string message)
        => Assert.That(Check(conf).Errors, Is.EqualTo(new[] { message }));

    [TestCase("junk:yes,lg_chunk:20", "lg_chunk:20")]
    [TestCase("dirty_decay_ms:0,lg_chunk:20", "lg_chunk:20")]
    [TestCase("lg_qspace_max:8,zero:true", "zero:true")]
    [TestCase("lg_chunk:20,junk=true,zero:true", "lg_chunk:20")]
    public void WhatIsWrong_LeavesTheDefault_AndTheRestCounts(string conf, string same)
        => Assert.That(Check(conf).Effective, Is.EqualTo(Check(same).Effective));

    [TestCase("lg_chunk:0x16")]
    [TestCase("lg_chunk:026")]
    [TestCase("lg_chunk: +22")]
    [TestCase("lg_chunk:13,lg_chunk:22")]
    public void ANumber_IsReadAsTheCLibraryReadsIt_AndALaterOneWins(string conf)
        => Assert.That((Check(conf).Errors, ClassicRun.Options(conf).LgChunk), Is.EqualTo((Array.Empty<string>(), 22)));

    [Test]
    public void NoNumber_IsZero() => Assert.That(ClassicRun.Options("lg_dirty_mult:,lg_tcache_max:-1").LgDirtyMult, Is.Zero);

    [Test]
    public void TooManyArenas_AreReducedWithAWarning()
    {
        Assert.That(Check("narenas:-1").Warnings, Is.EqualTo(new[] { "narenas is reduced to 524288, the pointers of a chunk" }));
        Assert.That(Check("narenas:-1").Errors, Is.Empty);
    }

    [Test]
    public void EveryOption_IsAmongTheEffectiveOnes()
        => Assert.That(
            Check("zero:true").Effective.Select(o => $"{o.Key}:{o.Value}"),
            Is.EqualTo("abort:false lg_qspace_max:7 lg_cspace_max:9 lg_chunk:22 narenas:0 lg_dirty_mult:5 stats_print:false junk:false zero:true tcache:true lg_tcache_gc_sweep:13 lg_tcache_max:15 isthreaded:auto".Split(' ')));

    [TestCase(false, ThreadAwareness.Never)]
    [TestCase(true, ThreadAwareness.Second)]
    public void ThreadsLockInSimulatedTimeAlone_UnlessSaidOtherwise(bool inSimulatedTime, ThreadAwareness expected)
    {
        Assert.That(ClassicConf.Settle(ClassicRun.Options(""), inSimulatedTime).IsThreaded, Is.EqualTo(expected));
        Assert.That(ClassicConf.Settle(ClassicRun.Options("isthreaded:always"), inSimulatedTime).IsThreaded, Is.EqualTo(ThreadAwareness.Always));
    }

    [Test]
    public void CachesThatEndAThreadedProgram_AreRefusedInSimulatedTime()
    {
        ClassicOptions options = ClassicRun.Options("lg_tcache_max:19");
        Assert.That(ClassicConf.Settle(options, false).LgTcacheMax, Is.EqualTo(19));
        Assert.That(() => ClassicConf.Settle(options, true), Throws.TypeOf<TraceFormatException>().With.Message.StartsWith("lg_tcache_max of 19 ends every threaded program"));
    }

    private static OptionCheck Check(string conf) => new ClassicPolicy("jemalloc-2.1", "").Check(conf);
}
