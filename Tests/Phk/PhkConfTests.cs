using AllocSim.Allocator.Phk;
using AllocSim.Simulator.Allocation.Policies;

namespace AllocSim.Tests.Phk;

/// <summary>MALLOC_OPTIONS: letters in order, and what is none is told.</summary>
[TestFixture]
internal sealed class PhkConfTests
{
    private static OptionCheck Check(string conf) => new PhkPolicy("phkmalloc", "").Check(conf);

    private static string Value(string conf, string name) => Check(conf).Effective.Single(option => option.Key == name).Value;

    [TestCase("", "16")]
    [TestCase(">", "32")]
    [TestCase("<<<<", "1")]
    [TestCase("<<<<<<", "1", Description = "nothing counts as one page")]
    [TestCase("<<<<<>>", "1", Description = "what is shifted out does not come back")]
    [TestCase(">>>>>>>>>>>>>>>>>>>>>>>>>>>>", "1", Description = "32 bits")]
    public void TheCache_IsHalvedAndDoubled(string conf, string pages) => Assert.That(Value(conf, "cache_pages"), Is.EqualTo(pages));

    [Test]
    public void ALaterLetter_TakesAnEarlierOneBack()
    {
        Assert.That(Value("Hh", "hint"), Is.EqualTo("false"));
        Assert.That(Value("hH", "hint"), Is.EqualTo("true"));
    }

    [Test]
    public void Clearing_MeansFilling() => Assert.That(Value("Zj", "junk"), Is.EqualTo("true"));

    [TestCase("Q", "Q: phkmalloc has no such letter")]
    [TestCase("D", "FreeBSD's malloc of the 1990s")]
    [TestCase("P", "jemalloc of 2006")]
    [TestCase("G", "OpenBSD's malloc")]
    [TestCase("H,memalign:emulat", "did you mean memalign:emulate?")]
    [TestCase("dirty_decay_ms:500", "takes the letters that it knows")]
    [TestCase("H,", ": phkmalloc has no such option")]
    public void WhatIsNoOption_IsWarnedOf(string conf, string part)
    {
        Assert.That(Check(conf).Warnings, Has.Some.Contains(part));
        Assert.That(Check(conf).Errors, Is.Empty);
    }

    [TestCase("Q>", "32", "false")]
    [TestCase("H:>", "32", "true")]
    [TestCase("memalign:refuse,H>", "32", "true")]
    public void TheLettersAroundAWrongOne_Count(string conf, string pages, string hint)
        => Assert.That((Value(conf, "cache_pages"), Value(conf, "hint")), Is.EqualTo((pages, hint)));

    [TestCase("aJX<<<<")]
    [TestCase("memalign:emulate")]
    [TestCase("H>,memalign:emulate")]
    public void WhatIsAnOption_IsTaken(string conf) => Assert.That(Check(conf).Strict().Errors, Is.Empty);
}
