namespace AllocSim.Tests.Cli;

/// <summary>What <c>verify</c> and <c>calibrate</c> refuse.</summary>
[TestFixture]
internal sealed class RealVerbTests
{
    [TestCase("verify", "say what to verify: --contended")]
    [TestCase("verify missing.txt --contended", "the trace missing.txt does not exist")]
    [TestCase("verify --contended --cpus 0", "--cpus 0: expected a whole number from 1 to")]
    [TestCase("verify --contended --runs none", "--runs none: expected a whole number from 1 to 1000")]
    [TestCase("verify --contended --conf narena:1", "--conf: ")]
    [TestCase("verify --contended --lib ./missing.so", "the library ./missing.so does not exist")]
    [TestCase("verify --contended --costs missing.yaml", "the cost file missing.yaml does not exist")]
    [TestCase("verify --contendet", "unknown option --contendet; did you mean --contended?")]
    [TestCase("calibrate --runs 0", "--runs 0: expected a whole number from 1 to 1000")]
    [TestCase("calibrate --lib ./missing.so --runs -1", "the library ./missing.so does not exist")]
    [TestCase("calibrate --traces missing", "the directory missing does not exist")]
    [TestCase("calibrate --lib stub", "--lib stub: expected a library")]
    public void AWrongCommandLine_IsRefusedBeforeAnythingRuns(string line, string expected)
    {
        CommandRun run = CommandRun.Of(line.Split(' '));
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain(expected));
        Assert.That(run.Output, Is.Empty);
    }

    [Test]
    public void EveryMistake_IsSaidAtOnce()
        => Assert.That(CommandRun.Of("verify", "missing.txt", "--runs", "0").Error.TrimEnd('\n').Split('\n'), Has.Length.EqualTo(3));
}
