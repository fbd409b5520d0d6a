using AllocSim.Tests.House;

namespace AllocSim.Tests.Cli;

/// <summary>What the rows of a sweep and a forecast say, and what they cannot know.</summary>
[TestFixture]
internal sealed class SweepFiguresTests
{
    private static readonly string Tiny = Path.Combine(Repository.Root, "traces", "tiny.txt.gz");

    [TestCase("--control", "u64 arena.0.dirty_decay_ms 0", "u64 arena.0.dirty_decay_ms 5")]
    [TestCase("--cpu-set", "0", "1")]
    public void ASweep_GoesOnOnlyWithTheControlsAndCpusThatItBeganWith(string option, string first, string second)
    {
        using TemporaryDirectory directory = new();
        string[] sweep = ["sweep", Tiny, "--cpus", "2", "--vary", "dirty_decay_ms=0,1", "--out", directory["o"], "--no-charts", "--no-page", "--resume", option];

        // A folder where the tables belong ends the sweep with all its points in the journal.
        Directory.CreateDirectory(directory["o", "points.csv"]);
        Assert.That(CommandRun.Of([.. sweep, first]), Has.Property("ExitCode").Not.Zero.And.Property("Error").Contains("go on with --resume"));
        Directory.Delete(directory["o", "points.csv"]);
        Assert.That(CommandRun.Of([.. sweep, second]), Has.Property("ExitCode").EqualTo(1).And.Property("Error").Contains("belongs to another sweep"));
        Assert.That(CommandRun.Of([.. sweep, first]).ExitCode, Is.Zero);
    }

    [Test]
    public void RefusedAllocations_AreToldBesideTheFiguresThatTheyMakeBetter()
    {
        using TemporaryDirectory directory = new();
        string trace = directory.Write("big.txt", "0 0 malloc 0 24\n5 0 malloc 1 60000000\n10 0 malloc 2 100\n");
        CommandRun sweep = CommandRun.Of("sweep", trace, "--vary", "dirty_decay_ms=0,1", "--limit-resident", "8MiB", "--out", directory["o"], "--no-charts", "--no-page");
        Assert.That(sweep.Error, Does.Contain("in 2 runs allocations returned null and take no memory: look at failed_allocations"));
        string forecast = CommandRun.Of("forecast", trace, "--limit-resident", "8MiB").Output.ReplaceLineEndings(" ");
        Assert.That(forecast, Does.Match(@"big: 1 thread, mean resident [^.]*\.[^.]*\.\d+ KiB, page faults \d+, and 1\s+allocation\s+returned\s+null\."));
    }
}
