using AllocSim.Allocator.Jemalloc.Pages;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Tests.Jemalloc.Pages;

[TestFixture]
internal sealed class DecayTests
{
    private const long Start = 1_000_000_000_000;
    private const long IntervalNs = 5_000_000;
    private const ulong Seed = 0x7eff_ffe0_0f80;

    private Decay _decay = new(Seed, Start, 1_000);

    [SetUp]
    public void Begin() => _decay = new Decay(Seed, Start, 1_000);

    [Test]
    public void AnEpoch_IsATwoHundredthOfTheDecayTime() => Assert.That(_decay.IntervalNs, Is.EqualTo((ulong)IntervalNs));

    [Test]
    public void TheDeadline_IsTheEndOfTheEpochAndARandomPartOfAnother()
    {
        ulong state = Seed;
        Assert.That(_decay.DeadlineNs, Is.EqualTo(Start + IntervalNs + (long)Prng.NextBelow(ref state, IntervalNs)));
    }

    [Test]
    public void NothingHappensBeforeTheDeadline_AndTheEpochMovesAtIt()
    {
        long deadline = _decay.DeadlineNs;
        Assert.That(_decay.TryAdvance(deadline - 1, 100), Is.False);
        Assert.That((_decay.EpochNs, _decay.LastEpochPages, _decay.PagesLimit), Is.EqualTo((Start, 0UL, 0UL)));
        Assert.That(_decay.TryAdvance(deadline, 100), Is.True);
        Assert.That((_decay.EpochNs, _decay.LastEpochPages), Is.EqualTo((Start + IntervalNs, 100UL)));
    }

    [Test]
    public void PagesJustUnused_MayAllStay()
    {
        _decay.TryAdvance(_decay.DeadlineNs, 1_000);
        Assert.That(_decay.PagesLimit, Is.EqualTo(1_000));
    }

    [TestCase(1)]
    [TestCase(50)]
    [TestCase(100)]
    [TestCase(199)]
    public void PagesUnusedForSomeEpochs_FollowTheCurve(int epochs)
    {
        _decay.TryAdvance(_decay.DeadlineNs, 1_000);
        long now = _decay.EpochNs + (epochs * IntervalNs) + IntervalNs - 1;
        Assert.That(_decay.TryAdvance(Math.Max(now, _decay.DeadlineNs), 1_000), Is.True);
        int age = (int)((_decay.EpochNs - Start) / IntervalNs) - 1;
        Assert.That(_decay.PagesLimit, Is.EqualTo((1_000 * SmoothStep.Steps[^(1 + age)]) >> SmoothStep.FractionBits));
    }

    [Test]
    public void PagesUnusedForTheWholeTime_MustGo()
    {
        _decay.TryAdvance(_decay.DeadlineNs, 1_000);
        long unused = _decay.EpochNs;
        _decay.TryAdvance(unused + (SmoothStep.StepCount * IntervalNs) - 1, 1_000_000);
        Assert.That(_decay.Backlog[0], Is.EqualTo(1_000), "one epoch before");
        _decay.Restart(Start, 1_000);
        _decay.TryAdvance(_decay.DeadlineNs, 1_000);
        _decay.TryAdvance(_decay.EpochNs + (SmoothStep.StepCount * IntervalNs), 1_000);
        Assert.That((_decay.PagesLimit, _decay.Backlog.ToArray().Max()), Is.EqualTo((0UL, 0UL)));
    }

    [Test]
    public void PagesThatWereAllowedToStay_AreNotCountedAsNew()
    {
        _decay.TryAdvance(_decay.DeadlineNs, 1_000);
        _decay.TryAdvance(_decay.DeadlineNs, 1_000);
        Assert.That(_decay.LastEpochPages, Is.Zero);
        _decay.TryAdvance(_decay.DeadlineNs, 1_300);
        Assert.That(_decay.LastEpochPages, Is.EqualTo(300));
    }

    [Test]
    public void ARestart_ForgetsEverything_AndStartsTheGeneratorAgain()
    {
        long deadline = _decay.DeadlineNs;
        _decay.TryAdvance(deadline, 1_000);
        _decay.Restart(Start, 1_000);
        Assert.That(_decay.DeadlineNs, Is.EqualTo(deadline));
        Assert.That(_decay.Backlog.ToArray(), Is.All.Zero);
    }

    [TestCase(-2L, false)]
    [TestCase(-1L, true)]
    [TestCase(0L, true)]
    [TestCase(18_446_744_072_000L, true)]
    [TestCase(18_446_744_072_001L, false)]
    public void ADecayTime_HasARange(long ms, bool isValid) => Assert.That(Decay.IsValid(ms), Is.EqualTo(isValid));

    [Test]
    public void WhatIsAllowed_IsTheLimitThatALookWouldGive_AndLookingChangesNothing()
    {
        ulong[] unused = [0, 100, 250, 240, 900, 900, 10, 400];
        foreach (ulong pages in unused)
        {
            long now = _decay.DeadlineNs + (7 * IntervalNs);
            ulong allowed = _decay.AllowedAt(now, pages);
            Assert.That(_decay.AllowedAt(now, pages), Is.EqualTo(allowed));
            Assert.That(_decay.TryAdvance(now, pages), Is.True);
            Assert.That(_decay.PagesLimit, Is.EqualTo(allowed));
        }
    }

    [Test]
    public void WhatIsAllowed_CountsPagesOfTheEpochUnderWay_AndIsNothingAfterTheDecayTime()
    {
        Assert.That(_decay.AllowedAt(Start, 70), Is.EqualTo(70));
        _decay.TryAdvance(_decay.DeadlineNs, 70);
        Assert.That(_decay.AllowedAt(_decay.EpochNs, 75), Is.EqualTo(75));
        Assert.That(_decay.AllowedAt(_decay.EpochNs + 1_000_000_000, 70), Is.Zero);
    }
}
