using AllocSim.Tests.House;

namespace AllocSim.Tests.Cli.Tuning;

/// <summary>What the answer of <c>allocsim tune</c> says where there is little to say, or something is odd.</summary>
[TestFixture]
internal sealed class TuneWordsTests
{
    private static readonly string Tiny = Path.Combine(Repository.Root, "traces", "tiny.txt.gz");
    private static readonly string[] Bare = ["--no-charts", "--no-page"];

    [Test]
    public void ASettingUnderWhichMoreAllocationsAreRefused_IsNoAnswer()
    {
        using TemporaryDirectory directory = new();
        string trace = directory.Write("big.txt", "0 0 malloc 0 24\n5 0 malloc 1 5000000000\n10 0 free 1\n20 0 malloc 2 100\n");
        CommandRun run = CommandRun.Of(["tune", trace, "--policies", "glibc,vam", "--evaluations", "2", "--touch", "first", .. Bare, "--out", directory["o"]]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.StartWith("Run with: glibc with its defaults"));
        string compared = CommandRun.Of("compare", trace, "--policies", "glibc,vam", "--touch", "first").Output;
        Assert.That(compared.ReplaceLineEndings(" "), Does.Match(@"1 instead of 0 allocations return null,\s+and take no memory"));
    }

    [Test]
    public void AMeasureThatIsNothing_IsNotSearchedFor_AndTheAnswerSaysWhy()
    {
        using TemporaryDirectory directory = new();
        CommandRun run = CommandRun.Of(["tune", directory.Write("now.txt", "0 0 malloc 0 24\n0 0 free 0\n"), "--evaluations", "1", .. Bare, "--out", directory["o"]]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("No options were tried: mean_resident_bytes is 0 B with the defaults, and nothing makes it smaller (a mean is over the trace's time"));
        Assert.That(run.Output, Does.Contain("mean_resident_bytes 0 B to 0 B; ").And.Contain("(1 evaluation and 1 setting on whole traces)").And.Not.Contain("()"));
    }

    [Test]
    public void ALimitByAnotherName_IsToldAsItWasGiven()
    {
        using TemporaryDirectory directory = new();
        CommandRun run = CommandRun.Of(["tune", Tiny, "--minimise", "system_ns", "--limit", "mean_true_resident_bytes<=+5%", "--evaluations", "1", .. Bare, "--out", directory["o"]]);
        Assert.That(run.Output, Does.Contain("(0.0%; limit +5%)").And.Contain("No options were tried: 1 evaluation went to the defaults and presets."));
    }

    [Test]
    public void OptionsThatAreLeftOut_WhereNoLimitIsMet_AreNotSaidToSaveLittle()
    {
        using TemporaryDirectory directory = new();
        CommandRun run = CommandRun.Of(["tune", Tiny, "--limit", "peak_resident_bytes<=1KiB", "--evaluations", "10", .. Bare, "--out", directory["o"]]);
        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Output, Does.Contain("Left out, because without them the limits are missed by no more: ").And.Not.Contain("save less than 1%"));
    }

    [TestCase("--options", "", "expected names of options")]
    [TestCase("--options", ",", "expected names of options")]
    [TestCase("--minimise", "peak_cached_bytes", "replay and compare have it")]
    [TestCase("--limit", "peak_slop_bytes<=1KiB", "replay and compare have it")]
    public void WhatASearchCannotDo_IsAnError(string option, string value, string expected)
    {
        using TemporaryDirectory directory = new();
        CommandRun run = CommandRun.Of("tune", Tiny, option, value, "--evaluations", "3", "--out", directory["o"]);
        Assert.That(run, Has.Property("ExitCode").EqualTo(1).And.Property("Error").Contains(expected));
        Assert.That(Directory.Exists(directory["o"]), Is.False);
    }

    [Test]
    public void SizeClassesThatNoPolicyCanChoose_AreAnError()
    {
        using TemporaryDirectory directory = new();
        Assert.That(CommandRun.Of("tune", Tiny, "--policies", "glibc", "--options", "size_classes", "--out", directory["o"]), Has.Property("ExitCode").EqualTo(1).And.Property("Error").Contains("glibc has no size classes to choose"));
    }

    [TestCase("--control", "u64 arena.0.dirty_decay_ms 0", "u64 arena.0.dirty_decay_ms 5")]
    [TestCase("--cpu-set", "0", "1")]
    public void ASearch_GoesOnOnlyWithTheControlsAndCpusThatItBeganWith(string option, string first, string second)
    {
        using TemporaryDirectory directory = new();
        string[] search = ["tune", Tiny, "--cpus", "2", "--evaluations", "1", .. Bare, "--out", directory["o"], "--resume", option];
        Assert.That(CommandRun.Of([.. search, first]).ExitCode, Is.Zero);
        Assert.That(CommandRun.Of([.. search, first]).ExitCode, Is.Zero);
        Assert.That(CommandRun.Of([.. search, second]), Has.Property("ExitCode").EqualTo(1).And.Property("Error").Contains("another search"));
        Assert.That(File.ReadAllText(directory["o", "search.txt"]), Does.Not.Contain("System."));
    }

    [Test]
    public void ThePage_IsTheSame_WhetherTheSearchWasCutOrHadMoreWorkers()
    {
        using TemporaryDirectory directory = new();
        string[] search = ["tune", Tiny, "--options", "dirty_decay_ms", "--evaluations", "6", "--no-charts"];
        Assert.That(CommandRun.Of([.. search, "--out", directory["a"]]).ExitCode, Is.Zero);
        Assert.That(CommandRun.Of([.. search, "--jobs", "3", "--out", directory["b"], "--resume"]).ExitCode, Is.Zero);
        Assert.That(File.ReadAllBytes(directory["b", "report.html"]), Is.EqualTo(File.ReadAllBytes(directory["a", "report.html"])));
    }
}
