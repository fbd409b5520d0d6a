using AllocSim.Tests.Cli;

namespace AllocSim.Tests.Differential;

/// <summary><c>allocsim verify --random</c>.</summary>
[TestFixture]
internal sealed class CampaignTests
{
    [TestCase("jemalloc-5.3")]
    [TestCase("glibc")]
    [TestCase("tcmalloc")]
    [TestCase("mimalloc")]
    public void ACampaign_CountsItsCases_AndFindsNoDifference(string policy)
    {
        RealLibraries.Need(policy);
        CommandRun run = CommandRun.Of("verify", "--random", "1..6", "--operations", "500", "--policy", policy);
        Assert.That(run.Output, Does.StartWith($"{policy}: 6 cases, ").And.Contain("1 policy, 0 differences"));
        Assert.That(run.ExitCode, Is.Zero);
    }

    [Test]
    public void TheSameSeed_GivesTheSameOutput()
    {
        RealLibraries.Need("jemalloc-5.3");
        string[] line = ["verify", "--random", "40..45", "--operations", "300", "--policy", "jemalloc-5.3"];
        Assert.That(CommandRun.Of([.. line, "--jobs", "3"]).Output, Is.EqualTo(CommandRun.Of([.. line, "--jobs", "1"]).Output));
    }

    [Test]
    public void ADifference_IsExplained_AndShortened()
    {
        using TemporaryDirectory folder = new();
        CommandRun run = CommandRun.Of("verify", "--random", "3", "--operations", "200", "--policy", "jemalloc-5.3", "--lib", BuiltLibrary.Build(folder, ""), "--out", folder["out"]);
        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Output, Does.Contain("seed 3, jemalloc-5.3").And.Contain("1 policy, 1 difference"));
        Assert.That(File.Exists(folder["out", "jemalloc-5.3-3", "shortest.txt"]));
    }
}
