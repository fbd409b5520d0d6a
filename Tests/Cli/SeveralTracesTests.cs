using AllocSim.Reports.Tables;
using AllocSim.Tests.House;

namespace AllocSim.Tests.Cli;

/// <summary>Sweeps and comparisons over several traces with weights.</summary>
[TestFixture]
internal sealed class SeveralTracesTests
{
    private static readonly string Tiny = Path.Combine(Repository.Root, "traces", "tiny.txt.gz");
    private const string Other = "0 0 malloc 1 100000\n1000 0 malloc 2 50\n2000 0 free 1\n900000000 0 malloc 3 10\n";

    [Test]
    public void ASweep_HasARowATrace_AndACombinedOne()
    {
        using TemporaryDirectory directory = new();
        string other = directory.Write("other.txt", Other);
        CommandRun run = CommandRun.Of("sweep", Tiny, "--trace", other + ":3", "--vary", "dirty_decay_ms=0,10000", "--out", directory["s"], "--no-charts");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        (string[] columns, string[][] rows) = Read(directory["s", "points.csv"]);
        Assert.That(rows.Select(row => (row[0], row[Array.IndexOf(columns, "trace")], row[Array.IndexOf(columns, "weight")])), Is.EqualTo(new[] { ("0", "tiny", "1"), ("0", "other", "3"), ("0", "(all)", "4"), ("1", "tiny", "1"), ("1", "other", "3"), ("1", "(all)", "4") }));
        double[] memory = [.. rows.Select(row => double.Parse(row[Array.IndexOf(columns, "mean_resident_bytes")]))];
        double[] regret = [.. rows.Select(row => double.Parse(row[Array.IndexOf(columns, "regret_ratio")]))];
        Assert.That(memory[2], Is.EqualTo((memory[0] + (3 * memory[1])) / 4).Within(1e-6));
        Assert.That(regret[4], Is.EqualTo((memory[4] / Math.Min(memory[1], memory[4])) - 1).Within(1e-12));
        Assert.That(regret[5], Is.EqualTo((regret[3] + (3 * regret[4])) / 4).Within(1e-12));
        Assert.That(double.Parse(rows[5][Array.IndexOf(columns, "worst_regret_ratio")]), Is.EqualTo(Math.Max(regret[3], regret[4])));
        Assert.That(run.Output, Does.Contain("2 points of 2 traces are in"));
    }

    [Test]
    public void Shards_AndResumes_AndASweepFile_GiveTheSameTable()
    {
        using TemporaryDirectory directory = new();
        string other = directory.Write("other.txt", Other);
        string[] sweep = ["sweep", Tiny, "--trace", other + ":3", "--vary", "dirty_decay_ms=0,10000", "--vary", "narenas=1,4", "--no-charts"];
        Assert.That(CommandRun.Of([.. sweep, "--out", directory["whole"]]).ExitCode, Is.Zero);
        byte[] whole = File.ReadAllBytes(directory["whole", "points.csv"]);
        foreach (string shard in (string[])["1/3", "2/3", "3/3"])
        {
            Assert.That(CommandRun.Of([.. sweep, "--out", directory["shards"], "--shard", shard]).ExitCode, Is.Zero);
        }

        Assert.That(CommandRun.Of("sweep", "merge", directory["shards"], "--no-charts").ExitCode, Is.Zero);
        Assert.That(File.ReadAllBytes(directory["shards", "points.csv"]), Is.EqualTo(whole));
        Assert.That(File.ReadAllBytes(directory["shards", "pareto.csv"]), Is.EqualTo(File.ReadAllBytes(directory["whole", "pareto.csv"])));

        string spec = directory.Write("spec.yaml", $"traces:\n  - {Tiny}\n  - {{other.txt: 3}}\naxes: {{dirty_decay_ms: [0, 10000], narenas: [1, 4]}}\n");
        Assert.That(CommandRun.Of("sweep", "--spec", spec, "--out", directory["file"], "--no-charts").ExitCode, Is.Zero);
        Assert.That(File.ReadAllBytes(directory["file", "points.csv"]), Is.EqualTo(whole));
    }

    [Test]
    public void AComparison_HoldsEachTraceAgainstItsOwnFirstRun_AndSaysWhatAllComeTo()
    {
        using TemporaryDirectory directory = new();
        string other = directory.Write("other.txt", Other);
        CommandRun run = CommandRun.Of("compare", Tiny, other, "--conf", "", "--conf", "narenas:1", "--out", directory["c"], "--no-charts");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("tiny: narenas:1 instead of default options").And.Contain("other: narenas:1 instead of default options").And.Contain("All traces, narenas:1: mean resident memory"));
        using FileStream table = File.OpenRead(directory["c", "comparison.csv"]);
        Assert.That(CsvTable.Read<SummaryRow>(table).Select(row => (row.Trace, row.Conf)), Is.EqualTo(new[] { ("tiny", ""), ("tiny", "narenas:1"), ("other", ""), ("other", "narenas:1") }));
        Assert.That(Read(directory["c", "combined.csv"]).Rows, Has.Length.EqualTo(6));
    }

    [Test]
    public void WrongTraces_AreToldAtOnce()
    {
        using TemporaryDirectory directory = new();
        CommandRun run = CommandRun.Of("sweep", Tiny, Tiny + ":0", "--trace", "nowhere.txt:2", "--trace", Tiny, "--vary", "narenas=1,2", "--out", directory["s"]);
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain("a weight above 0").And.Contain("nowhere.txt does not exist").And.Contain("two traces are called tiny"));
        Assert.That(CommandRun.Of("compare", "--conf", "", "--conf", "narenas:1").Error, Does.Contain("the trace is missing"));
    }

    private static (string[] Columns, string[][] Rows) Read(string file)
    {
        using FileStream table = File.OpenRead(file);
        IReadOnlyList<string[]> rows = CsvTable.ReadRows(table);
        return (rows[0], [.. rows.Skip(1)]);
    }
}
