using AllocSim.Tests.House;

namespace AllocSim.Tests.Cli;

[TestFixture]
internal sealed class SweepTests
{
    private static readonly string Trace = Path.Combine(Repository.Root, "traces", "tiny.txt.gz");
    private static readonly string[] Grid = ["--vary", "dirty_decay_ms=0,100,10000", "--vary", "narenas=1,4", "--vary", "page_size=4KiB,64KiB", "--no-charts"];

    [Test]
    public void AnyNumberOfWorkers_AndShards_GiveTheSameTable()
    {
        using TemporaryDirectory directory = new();
        byte[] one = Sweep(directory, "one", "--jobs", "1");
        Assert.That(Sweep(directory, "four", "--jobs", "4"), Is.EqualTo(one));
        foreach (string shard in (string[])["1/3", "2/3", "3/3"])
        {
            Assert.That(CommandRun.Of(["sweep", Trace, .. Grid, "--out", directory["shards"], "--shard", shard]).ExitCode, Is.Zero);
        }

        CommandRun merged = CommandRun.Of("sweep", "merge", directory["shards"], "--out", directory["merged"], "--no-charts");
        Assert.That(merged.ExitCode, Is.Zero, merged.Error);
        Assert.That(File.ReadAllBytes(directory["merged", "points.csv"]), Is.EqualTo(one));
        Assert.That(File.ReadAllBytes(directory["merged", "pareto.csv"]), Is.EqualTo(File.ReadAllBytes(directory["one", "pareto.csv"])));
        Assert.That(File.ReadAllLines(directory["one", "points.csv"]), Has.Length.EqualTo(13));
    }

    [Test]
    public void AMissingShard_IsNamed()
    {
        using TemporaryDirectory directory = new();
        CommandRun.Of(["sweep", Trace, .. Grid, "--out", directory["s"], "--shard", "1/3"]);
        Assert.That(CommandRun.Of("sweep", "merge", directory["s"]), Has.Property("ExitCode").EqualTo(1).And.Property("Error").Contains("points.2-of-3.csv is missing"));
    }

    [Test]
    public void AnInterruptedSweep_GoesOn_FromAnyByteOfItsJournal()
    {
        using TemporaryDirectory directory = new();
        byte[] whole = Sweep(directory, "whole", "--jobs", "1");
        byte[] journal = Journal(directory);
        foreach (int length in (int[])[0, journal.Length / 3, journal.Length / 2, journal.Length - 1])
        {
            Directory.CreateDirectory(directory["cut"]);
            File.WriteAllBytes(directory["cut", "points.journal"], journal[..length]);
            Assert.That(CommandRun.Of(["sweep", Trace, .. Grid, "--out", directory["cut"]]).ExitCode, Is.EqualTo(1), "without --resume");
            Assert.That(Sweep(directory, "cut", "--resume"), Is.EqualTo(whole));
            Assert.That(File.Exists(directory["cut", "points.journal"]), Is.False);
        }
    }

    [Test]
    public void EveryMistake_IsToldBeforeAnythingRuns()
    {
        using TemporaryDirectory directory = new();
        CommandRun run = CommandRun.Of("sweep", Trace, "--vary", "dirty_decay_m=0,0", "--vary", "cpus=0", "--vary", "x", "--shard", "4/3", "--out", directory["o"]);
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(5));
        Assert.That(Directory.Exists(directory["o"]), Is.False);
    }

    [Test]
    public void ComparedRuns_AreConcludedInWords()
    {
        using TemporaryDirectory directory = new();
        CommandRun run = CommandRun.Of("compare", Trace, "--conf", "", "--conf", "dirty_decay_ms:0,muzzy_decay_ms:0", "--out", directory["c"]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("dirty_decay_ms:0,muzzy_decay_ms:0 instead of default options changes resident memory by less than 0.5%"));
        Assert.That(directory.Files(), Has.Member("c/comparison.csv").And.Member("c/charts/resident.png").And.Member("c/report.html"));
    }

    private static byte[] Sweep(TemporaryDirectory directory, string name, params string[] more)
    {
        CommandRun run = CommandRun.Of(["sweep", Trace, .. Grid, "--out", directory[name], .. more]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        return File.ReadAllBytes(directory[name, "points.csv"]);
    }

    /// <summary>The journal as it is when all points are done and the table is not: what is left when that cannot be written.</summary>
    private static byte[] Journal(TemporaryDirectory directory)
    {
        Directory.CreateDirectory(directory["stuck", "points.csv.partial"]);
        Assert.That(CommandRun.Of(["sweep", Trace, .. Grid, "--out", directory["stuck"]]).ExitCode, Is.EqualTo(1));
        return File.ReadAllBytes(directory["stuck", "points.journal"]);
    }
}
