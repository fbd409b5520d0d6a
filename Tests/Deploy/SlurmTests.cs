using AllocSim.Tests.Cli;
using AllocSim.Tests.House;

namespace AllocSim.Tests.Deploy;

[TestFixture]
[Category("Slow")]
internal sealed class SlurmTests
{
    private static readonly string Script = Path.Combine(Repository.Root, "deploy", "sweep.slurm");
    private static readonly string Trace = Path.Combine(Repository.Root, "traces", "lua.txt.gz");
    private static readonly string[] Points = ["--vary", "dirty_decay_ms=0,1,10,100,1000,10000", "--vary", "tcache=true,false", "--vary", "size_classes=default;fit:16"];

    private TemporaryDirectory _directory = null!;
    private SlurmCluster? _cluster;
    private byte[] _whole = [];

    [OneTimeSetUp]
    public void Start()
    {
        _directory = new TemporaryDirectory();
        if (SlurmCluster.Missing is { } missing)
        {
            Assert.Ignore(missing);
        }

        Directory.CreateDirectory(_directory["slurm"]);
        _cluster = SlurmCluster.TryStart(_directory["slurm"], out string reason);
        if (_cluster is null)
        {
            Assert.Ignore(reason);
        }

        ShellCommand.WriteAllocsim(_directory["allocsim"]);
        CommandRun run = CommandRun.Of(["sweep", Trace, .. Points, "--out", _directory["whole"], "--no-charts"]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        _whole = File.ReadAllBytes(_directory["whole", "points.csv"]);
    }

    [OneTimeTearDown]
    public void Stop()
    {
        _cluster?.Dispose();
        _directory.Dispose();
    }

    [Test]
    public void AnArray_GivesWhatTheWholeSweepGives()
    {
        string job = Submit("array");
        Assert.That(_cluster!.WaitUntilDone(job), _cluster.Say("squeue"));
        Assert.That(Merged("array"), Is.EqualTo(_whole));
    }

    [Test]
    public void AnArrayWithATaskThatIsKilledAndRequeued_GivesTheSame()
    {
        string job = Submit("requeued");
        string journal = _directory["requeued", "points.1-of-2.journal"];
        Assert.That(SlurmCluster.WaitFor(() => Lines(journal) >= 3), "no point was finished");
        Assert.That(_cluster!.Say("scontrol", "requeue", $"{job}_1"), Is.Empty);
        Assert.That(SlurmCluster.WaitFor(() => _cluster.Say("squeue", "-h", "-j", $"{job}_1", "-o", "%T").Trim() == "PENDING"), "the task was not requeued");
        Assert.That(File.Exists(journal) && !File.Exists(_directory["requeued", "points.1-of-2.csv"]), "the task was killed before it was done");

        // Slurm holds a requeued task back for a while.
        _cluster.Say("scontrol", "update", $"JobId={job}_1", "StartTime=now");
        Assert.That(_cluster.WaitUntilDone(job), _cluster.Say("squeue"));
        Assert.That(Merged("requeued"), Is.EqualTo(_whole));
        string log = File.ReadAllText(_directory["slurm", $"allocsim-sweep-{job}-1.log"]);
        Assert.That(log, Does.Contain("of 12 points").And.Match(@"allocsim: \d+ of (\d|10|11) points"), "the second start goes on from the first one's journal");
    }

    private string Submit(string name)
        => _cluster!.Submit(new Dictionary<string, string> { ["ALLOCSIM"] = _directory["allocsim"] }, ["--array=1-2", Script, Trace, .. Points, "--out", _directory[name]]);

    private byte[] Merged(string name)
    {
        CommandRun run = CommandRun.Of("sweep", "merge", _directory[name], "--no-charts");
        string logs = string.Join('\n', Directory.GetFiles(_directory["slurm"], "*.log").Select(File.ReadAllText));
        Assert.That(run.ExitCode, Is.Zero, run.Error + logs);
        return File.ReadAllBytes(_directory[name, "points.csv"]);
    }

    // The sweep has its journal locked against readers that ask first.
    private static int Lines(string path) => ShellCommand.Run(new Dictionary<string, string>(), "cat", path).Output.Count(c => c == '\n');
}
