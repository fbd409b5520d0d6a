using System.Diagnostics;
using AllocSim.Tests.House;

namespace AllocSim.Tests.Cli;

[TestFixture]
internal sealed class SweepDiskTests
{
    private static readonly string Trace = Path.Combine(Repository.Root, "traces", "tiny.txt.gz");
    private static readonly string[] Points = ["--vary", "dirty_decay_ms=0,1,10,100,1000", "--vary", "narenas=1,2,3,4", "--no-charts"];

    [Test]
    public void AFolderThatCannotBeWritten_IsNamed_BeforeAnythingRuns()
    {
        using TemporaryDirectory directory = new();
        string file = directory.Write("file", "");
        CommandRun run = CommandRun.Of(["sweep", Trace, .. Points, "--out", Path.Combine(file, "below")]);
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain(file));
        Assert.That(run.Error, Does.Not.Contain("points done"));
    }

    /// <summary>A disk that is full while points are run, and one that is full when the table is written.</summary>
    [TestCase(0.3, "points.journal")]
    [TestCase(1.5, "points.csv")]
    public void AFullDisk_IsNamed_AndFinishedPointsAreKept(double tables, string file)
    {
        using TemporaryDirectory directory = new();
        Directory.CreateDirectory(directory["small"]);
        CommandRun whole = CommandRun.Of(["sweep", Trace, .. Points, "--out", directory["whole"]]);
        Assert.That(whole.ExitCode, Is.Zero, whole.Error);
        long bytes = (long)(tables * new FileInfo(directory["whole", "points.csv"]).Length);
        if (!OperatingSystem.IsLinux() || !Run("mount", "-t", "tmpfs", "-o", $"size={bytes}", "allocsim-test", directory["small"]))
        {
            Assert.Ignore("a small file system cannot be mounted here");
        }

        try
        {
            string[] sweep = ["sweep", Trace, .. Points, "--out", directory["small"], "--jobs", "2"];
            CommandRun full = CommandRun.Of(sweep);
            Assert.That(full.ExitCode, Is.EqualTo(1));
            Assert.That(full.Error, Does.Contain(directory["small", file]).And.Contain("No space left on device").And.Contain("go on with --resume"));
            Assert.That(Directory.GetFiles(directory["small"]), Is.EqualTo((string[])[directory["small", "points.journal"]]));
            Assert.That(Run("mount", "-o", "remount,size=1m", directory["small"]));
            CommandRun resumed = CommandRun.Of([.. sweep, "--resume"]);
            Assert.That(resumed.ExitCode, Is.Zero, resumed.Error);
            Assert.That(resumed.Error, Does.Not.Contain("of 20 points"), "points were kept");
            Assert.That(File.ReadAllBytes(directory["small", "points.csv"]), Is.EqualTo(File.ReadAllBytes(directory["whole", "points.csv"])));
        }
        finally
        {
            Run("umount", directory["small"]);
        }
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
