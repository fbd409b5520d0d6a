using AllocSim.Allocator.Mimalloc.Options;
using AllocSim.Simulator.Allocation.Policies;

namespace AllocSim.Tests.Mimalloc.Options;

[TestFixture]
internal sealed class MimallocConfTests
{
    [TestCase("", 1)]
    [TestCase("on", 1)]
    [TestCase("O", 1, Description = "part of YES;ON, which is looked at first")]
    [TestCase("rue", 1)]
    [TestCase("F", 0)]
    [TestCase("off", 0)]
    [TestCase(" -7", -7)]
    [TestCase("+12", 12)]
    [TestCase("99999999999999999999", long.MaxValue)]
    public void AValue_IsReadAsTheLibraryReadsIt(string text, long value)
        => Assert.That(MimallocConf.Parse($"MIMALLOC_DECOMMIT_DELAY={text}").DecommitDelay, Is.EqualTo(value));

    [TestCase("10", 1)]
    [TestCase("5000", 5)]
    [TestCase("1", 1, Description = "yes, so 1 KiB")]
    [TestCase("3K", 3)]
    [TestCase("2MiB", 2048)]
    [TestCase("1GB", 1024 * 1024)]
    [TestCase("100B", 1)]
    public void ReservedMemory_IsCountedInKibibytes(string text, long kibibytes)
        => Assert.That(MimallocConf.Parse($"MIMALLOC_RESERVE_OS_MEMORY={text}").ReserveOsMemory, Is.EqualTo(kibibytes));

    [Test]
    public void Names_HaveAnyCase_AndTheLastOneCounts()
    {
        MimallocOptions options = MimallocConf.Parse("mimalloc_Page_Reset=0,MIMALLOC_PAGE_RESET=1,MIMALLOC_ALLOW_DECOMMIT=no");
        Assert.That((options.PageReset, options.AllowDecommit), Is.EqualTo((1L, 0L)));
    }

    [Test]
    public void AnOlderName_CountsWhereTheNewOneIsNotSet()
    {
        Assert.That(MimallocConf.Parse("MIMALLOC_RESET_DELAY=7").DecommitDelay, Is.EqualTo(7));
        Assert.That(MimallocConf.Parse("MIMALLOC_DECOMMIT_DELAY=8,MIMALLOC_RESET_DELAY=7").DecommitDelay, Is.EqualTo(8));
    }

    [TestCase("MIMALLOC_PURGE_DELAY=10", "option MIMALLOC_PURGE_DELAY is not one of mimalloc 2.0.9, which does not look at it: 2.1.2 and later have it; here it is MIMALLOC_DECOMMIT_DELAY")]
    [TestCase("MIMALLOC_PAGEMAP_COMMIT=1", "option MIMALLOC_PAGEMAP_COMMIT is not one of mimalloc 2.0.9, which does not look at it: 3.0.1 and later have it")]
    [TestCase("MIMALLOC_SEGMENT_CACHE=1", "option MIMALLOC_SEGMENT_CACHE is not one of mimalloc 2.0.9, which does not look at it: 1.x and 2.0.0 have it")]
    [TestCase("TCMALLOC_RELEASE_RATE=5", "option TCMALLOC_RELEASE_RATE is not one of mimalloc 2.0.9, which does not look at it: it is tcmalloc's")]
    [TestCase("glibc.malloc.tcache_count=0", "option GLIBC.MALLOC.TCACHE_COUNT is not one of mimalloc 2.0.9, which does not look at it: it is one of glibc's tunables")]
    [TestCase("MIMALLOC_DECOMIT_DELAY=10", "option 'MIMALLOC_DECOMIT_DELAY' is not known to mimalloc 2.0.9, which does not look at it; did you mean MIMALLOC_DECOMMIT_DELAY?")]
    [TestCase("MIMALLOC_VERBOSE", "option 'MIMALLOC_VERBOSE' has no value, so that the library does not see it; an option is MIMALLOC_NAME=VALUE, with commas between them")]
    [TestCase("dirty_decay_ms:0", "option 'dirty_decay_ms:0' has no value, so that the library does not see it; an option is MIMALLOC_NAME=VALUE, with commas between them")]
    [TestCase("MIMALLOC_DECOMMIT_DELAY=10ms", "option MIMALLOC_DECOMMIT_DELAY: '10ms' is no value; expected a whole number, 1, TRUE, YES, ON, 0, FALSE, NO or OFF; the library keeps its default")]
    public void WhatIsWrong_IsSaidInOneLine(string conf, string error)
    {
        OptionCheck check = MimallocConf.Check(conf);
        Assert.That((check.Errors, check.Warnings), Is.EqualTo((Array.Empty<string>(), new[] { error })));
        Assert.That(check.Effective, Is.EqualTo(MimallocConf.Check("").Effective));
    }

    [Test]
    public void ACheck_NamesEveryOptionWithItsValue()
    {
        OptionCheck check = MimallocConf.Check("MIMALLOC_DECOMMIT_DELAY=3");
        Assert.That(check.Errors, Is.Empty);
        Assert.That(check.Effective, Has.Count.EqualTo(26));
        Assert.That(check.Effective, Does.Contain(KeyValuePair.Create("MIMALLOC_DECOMMIT_DELAY", "3")));
    }
}
