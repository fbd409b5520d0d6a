namespace AllocSim.Tests.Cli;

[TestFixture]
internal sealed class UsageTests
{
    [Test]
    public void EveryMistake_IsToldAtOnce()
    {
        CommandRun run = CommandRun.Of("replay", "no-such-file", "--polcy", "x", "--cpus", "0", "--conf", "bogus:1", "--touch", "frist", "--sample-every", "10", "--page-size", "3KiB");
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Is.Empty);
        Assert.That(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(7).And.All.StartsWith("allocsim: "));
        Assert.That(run.Error, Does.Contain("did you mean --policy?").And.Contain("did you mean first?").And.Contain("no-such-file does not exist").And.Contain("bogus"));
    }

    [TestCase("replya", "did you mean replay?")]
    [TestCase("trase", "did you mean trace?")]
    public void AMistypedCommand_IsAnsweredWithTheNearestOne(string command, string answer)
        => Assert.That(CommandRun.Of(command), Has.Property("ExitCode").EqualTo(1).And.Property("Error").Contains(answer));

    [Test]
    public void AMistypedOption_IsNotTakenForTheTrace()
    {
        CommandRun run = CommandRun.Of("bench", "--sceonds", "3", "x");
        Assert.That(run.Error, Does.Contain("unknown option --sceonds; did you mean --seconds?").And.Not.Contain("does not exist"));
    }

    [Test]
    public void AnUnknownPolicy_IsAnsweredWithTheKnownOnes()
        => Assert.That(CommandRun.Of("replay", "x", "--policy", "jemaloc-5.3").Error, Does.Contain("--policy jemaloc-5.3: unknown policy; known policies: ").And.Contain("did you mean jemalloc-5.3?"));

    [TestCase("replay")]
    [TestCase("scale")]
    [TestCase("compare")]
    public void ASizeOfChartsThatIsNone_IsToldAlsoWhereNothingIsDrawn(string verb)
        => Assert.That(CommandRun.Of(verb, "a.txt", "--chart-size", "10x10").Error, Does.Contain("--chart-size 10x10: expected WIDTHxHEIGHT in pixels"));

    [TestCase("--time nan: expected a number", "trace", "scale", "a.txt", "b.txt", "--time", "nan")]
    [TestCase("--threads two: expected a whole number", "trace", "scale", "a.txt", "b.txt", "--threads", "two")]
    [TestCase("--seed -1: expected a whole number from 0 on", "trace", "generate", "larson", "b.txt", "--seed", "-1")]
    [TestCase("TRACES: a second trace to merge is missing; OUT comes first, then two traces or more", "trace", "merge", "out.txt", "a.txt")]
    public void WhatTheParserRefuses_IsToldWithoutNamesOfTheFramework(string expected, params string[] arguments)
        => Assert.That(CommandRun.Of(arguments).Error, Is.EqualTo($"allocsim: {expected}\n"));

    [Test]
    public void Help_GoesToStandardOutput_AndNothingTypedIsAMistake()
    {
        Assert.That(CommandRun.Of("replay", "--help"), Has.Property("ExitCode").EqualTo(0).And.Property("Output").Contains("--addresses"));
        Assert.That(CommandRun.Of(), Has.Property("ExitCode").EqualTo(1).And.Property("Error").Contains("replay"));
    }
}
