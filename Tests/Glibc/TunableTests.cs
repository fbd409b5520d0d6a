using AllocSim.Allocator.Glibc;
using AllocSim.Simulator.Allocation.Policies;

namespace AllocSim.Tests.Glibc;

[TestFixture]
internal sealed class TunableTests
{
    [TestCase("", "")]
    [TestCase("glibc.malloc.arena_max=2", "glibc.malloc.arena_max=2")]
    [TestCase("GLIBC_TUNABLES=glibc.malloc.top_pad=0x1000:glibc.malloc.mxfast=010", "glibc.malloc.top_pad=4096 glibc.malloc.mxfast=8")]
    [TestCase("MALLOC_ARENA_MAX=3", "glibc.malloc.arena_max=3")]
    [TestCase("glibc.malloc.arena_max=2,MALLOC_ARENA_MAX=3", "glibc.malloc.arena_max=2")]
    [TestCase("MALLOC_ARENA_MAX=3,glibc.malloc.arena_max=2", "glibc.malloc.arena_max=2")]
    [TestCase("M_ARENA_MAX=4:glibc.malloc.arena_max=2", "glibc.malloc.arena_max=4")]
    [TestCase("MALLOC_TRIM_THRESHOLD_=99999999999999999999999", "glibc.malloc.trim_threshold=18446744073709551615")]
    public void Options_AreReadAsTheLibraryReadsThem(string conf, string expected)
    {
        OptionCheck check = new GlibcPolicy().Check(conf);
        Assert.That(check.Errors, Is.Empty);
        Assert.That(string.Join(' ', check.Effective.Where(option => option.Value != "default").Select(option => option.Key + "=" + option.Value)), Is.EqualTo(expected));
    }

    [TestCase("narenas:1", "jemalloc's MALLOC_CONF")]
    [TestCase("glibc.malloc.arena_mx=2", "did you mean glibc.malloc.arena_max?")]
    [TestCase("arena_max=2", "did you mean glibc.malloc.arena_max?")]
    [TestCase("MALLOC_TRIM_THRESHOLD=1", "did you mean MALLOC_TRIM_THRESHOLD_?")]
    [TestCase("TCMALLOC_RELEASE_RATE=5", "of tcmalloc")]
    [TestCase("MIMALLOC_PAGE_RESET=1", "of mimalloc")]
    [TestCase("glibc.mem.decorate_maps=1", "from 2.39 on")]
    [TestCase("glibc.malloc.tcache_max=4096", "0 to 1032 (largest request that a thread's cache takes); larger ones came with glibc 2.42")]
    [TestCase("glibc.malloc.arena_max=0", "at least 1")]
    [TestCase("glibc.malloc.perturb=256", "0 to 255")]
    [TestCase("glibc.malloc.top_pad=64k", "without a unit")]
    [TestCase("glibc.malloc.top_pad=", "whole number")]
    [TestCase("glibc.malloc.top_pad=-1", "whole number")]
    [TestCase("glibc.malloc.hugetlb=4096", "2097152 or 1073741824")]
    [TestCase("glibc.malloc.mxfast=0:glibc.malloc.top_pad", "expected glibc.malloc.top_pad=VALUE")]
    public void WrongOptions_AreToldWithWhatIsRight(string conf, string said)
    {
        OptionCheck check = new GlibcPolicy().Check(conf);
        Assert.That((check.Errors.Count, check.Warnings.Count), Is.EqualTo((0, 1)));
        Assert.That(check.Warnings[0], Does.Contain(said));
        Assert.That(check.Warnings[0], Does.Contain("the library").Or.Contain("passes over it"));
        Assert.That(check.Strict().Errors, Is.EqualTo(check.Warnings));
    }

    // As elf/dl-tunables.c reads them, without a word.
    [TestCase("narenas:1", "")]
    [TestCase("glibc.malloc.arena_mx=2:glibc.malloc.mxfast=0", "glibc.malloc.mxfast=0")]
    [TestCase("glibc.malloc.top_pad=64k", "glibc.malloc.top_pad=64")]
    [TestCase("glibc.malloc.top_pad=no", "glibc.malloc.top_pad=0")]
    [TestCase("glibc.malloc.top_pad=-1", "glibc.malloc.top_pad=18446744073709551615")]
    [TestCase("glibc.malloc.top_pad=08", "glibc.malloc.top_pad=0")]
    [TestCase("glibc.malloc.top_pad=0xfg", "glibc.malloc.top_pad=15")]
    [TestCase("glibc.malloc.perturb=256", "")]
    [TestCase("glibc.malloc.perturb=-1", "")]
    [TestCase("glibc.malloc.arena_max=0,MALLOC_ARENA_MAX=3", "glibc.malloc.arena_max=3")]
    [TestCase("glibc.malloc.tcache_max=4096", "")]
    [TestCase("M_ARENA_MAX=0", "")]
    public void WhatTheLibraryMakesOfWrongOptions(string conf, string effective)
        => Assert.That(string.Join(' ', new GlibcPolicy().Check(conf).Effective.Where(option => option.Value != "default").Select(option => option.Key + "=" + option.Value)), Is.EqualTo(effective));

    [TestCase("M_TOP_PAD=64k")]
    [TestCase("M_PERTURB=256")]
    public void ACallThatNoProgramCanMake_OrThatIsNotModelled_IsAnError(string conf)
        => Assert.That(new GlibcPolicy().Check(conf).Errors, Has.Count.EqualTo(1));

    [TestCase("glibc.malloc.check=1")]
    [TestCase("glibc.pthread.rseq=0")]
    public void OptionsThatChangeNothingHere_AreWarnedOf(string conf)
    {
        OptionCheck check = new GlibcPolicy().Check(conf);
        Assert.That(check.Errors, Is.Empty);
        Assert.That(check.Warnings, Has.Count.EqualTo(1));
    }
}
