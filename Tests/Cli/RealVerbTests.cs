namespace AllocSim.Tests.Cli;

/// <summary>What <c>verify</c> and <c>calibrate</c> refuse.</summary>
[TestFixture]
internal sealed class RealVerbTests
{
    [TestCase("verify", "say what to verify: traces, --random SEEDS, or --contended")]
    [TestCase("verify missing.txt", "the trace missing.txt does not exist")]
    [TestCase("verify missing.txt --policy jemaloc-5.3", "unknown policy; known policies: ")]
    [TestCase("verify missing.txt --runs 3", "--runs goes with --contended alone")]
    [TestCase("verify --contended --resident last", "--resident does not go with --contended")]
    [TestCase("verify missing.txt --resident first", "--resident first: expected the number of an operation, or last")]
    [TestCase("verify missing.txt --touch first", "--touch needs --resident")]
    [TestCase("verify missing.txt --lib ./missing.so", "the library ./missing.so does not exist")]
    [TestCase("verify missing.txt --conf narena:1", "--conf: ")]
    [TestCase("verify --random x", "--random x: expected a seed such as 7, or seeds such as 1..100")]
    [TestCase("verify --random 9..1", "--random 9..1: expected a seed such as 7, or seeds such as 1..100")]
    [TestCase("verify --random 1 missing.txt", "traces and --random do not go together")]
    [TestCase("verify --random 1 --policy vam", "vam draws no random cases")]
    [TestCase("verify missing.txt --operations 5", "--operations needs --random")]
    [TestCase("verify missing.txt --contended", "the trace missing.txt does not exist")]
    [TestCase("verify --contended --cpus 0", "--cpus 0: expected a whole number from 1 to")]
    [TestCase("verify --contended --runs none", "--runs none: expected a whole number from 1 to 1000")]
    [TestCase("verify --contended --conf narena:1", "--conf: ")]
    [TestCase("verify --contended --lib ./missing.so", "the library ./missing.so does not exist")]
    [TestCase("verify --contended --costs missing.yaml", "the cost file missing.yaml does not exist")]
    [TestCase("verify --memory", "what to run is missing; allocsim verify --memory -- PROGRAM ARGUMENTS")]
    [TestCase("verify --memory --touch first -- true", "--touch does not go with --memory")]
    [TestCase("verify --memory --policy glibc -- true", "the memory of glibc cannot be told apart from the rest of the process")]
    [TestCase("verify --memory --policy vam -- true", "vam has no real library")]
    [TestCase("verify --contendet", "unknown option --contendet; did you mean --contended?")]
    [TestCase("calibrate --runs 0", "--runs 0: expected a whole number from 1 to 1000")]
    [TestCase("calibrate --lib ./missing.so --runs -1", "the library ./missing.so does not exist")]
    [TestCase("calibrate --traces missing", "the directory missing does not exist")]
    [TestCase("calibrate --policy lkmalloc", "lkmalloc has no real library to compare with")]
    [TestCase("calibrate --policy phkmalloc", "--policy phkmalloc: it has no steps of its own to measure; those have jemalloc-5.3, ")]
    [TestCase("calibrate --policy glib", "--policy glib: unknown policy")]
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
        => Assert.That(CommandRun.Of("verify", "missing.txt", "--cpus", "0", "--time-limit", "0").Error.TrimEnd('\n').Split('\n'), Has.Length.EqualTo(3));
}
