using System.Diagnostics;
using AllocSim.Cli.Runs;
using AllocSim.Workloads.Sinks;

namespace AllocSim.Tests.Cli.Places;

/// <summary>Files that are no regular files: links, pipes, devices, standard input and output.</summary>
[TestFixture]
[Platform("Linux")]
internal sealed class UnusualPlaceTests
{
    private const string Trace = "0 0 malloc 0 100\n5 0 malloc 1 200\n9 0 free 0\n";

    [TestCase(true)]
    [TestCase(false)]
    public void ASymbolicLink_Stays_AndWhatItLeadsToIsReplaced(bool isThere)
    {
        using TemporaryDirectory directory = new();
        Directory.CreateDirectory(directory["far"]);
        if (isThere)
        {
            directory.Write(Path.Combine("far", "target"), "old");
        }

        File.CreateSymbolicLink(directory["second"], Path.Combine("far", "target"));
        File.CreateSymbolicLink(directory["first"], "second");
        Write(directory["first"], "new");
        Assert.That(new FileInfo(directory["first"]).LinkTarget, Is.EqualTo("second"));
        Assert.That(new FileInfo(directory["far", "target"]).LinkTarget, Is.Null);
        Assert.That(File.ReadAllText(directory["far", "target"]), Is.EqualTo("new"));
        Assert.That(Directory.GetFiles(directory.Path, "*", SearchOption.AllDirectories), Has.Length.EqualTo(3), "nothing is left beside them");
    }

    [Test]
    public void ADevice_IsWrittenTo_AlsoTwice()
    {
        using TemporaryDirectory directory = new();
        File.CreateSymbolicLink(directory["null"], "/dev/null");
        using (OutputSet outputs = new())
        {
            outputs.File(directory["null"]).WriteByte(1);
            outputs.File(directory["null"]).WriteByte(1);
            outputs.Commit();
        }

        using (PendingFile file = new(directory["null"]))
        {
            file.Stream.WriteByte(1);
            file.Keep();
        }

        Assert.That(new FileInfo(directory["null"]).LinkTarget, Is.EqualTo("/dev/null"));
        Assert.That(Directory.GetFileSystemEntries(directory.Path), Has.Length.EqualTo(1));
    }

    [Test]
    public void APipe_IsWrittenTo_AndReadAsATraceMoreThanOnce()
    {
        using TemporaryDirectory directory = new();
        Process.Start("mkfifo", [directory["out"], directory["in"]]).WaitForExit();
        Task<string> reader = Task.Run(() => File.ReadAllText(directory["out"]));
        Task writer = Task.Run(() => File.WriteAllText(directory["in"], Trace));
        CommandRun run = CommandRun.Of("replay", directory["in"], "--addresses", directory["out"]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(Task.WaitAll([reader, writer], TimeSpan.FromSeconds(20)));
        Assert.That(reader.Result.Split('\n'), Has.Length.EqualTo(3).And.All.Match("^([01] [0-9a-f]+|)$"));
        Assert.That(run.Output, Does.Contain("3 operations"));
    }

    [Test]
    public void StandardInputAndOutput_AreATraceAndAFile()
    {
        using TemporaryDirectory directory = new();
        string trace = directory.Write("t.txt", Trace);
        foreach (string verb in (string[])["replay - --addresses -", "replay /dev/stdin --addresses /dev/stdout", "compare - --conf '' --conf dirty_decay_ms:0", "sweep - --vary dirty_decay_ms=0,1 --out " + directory["s"], "trace check -"])
        {
            (int code, string output, string error) = Shell(directory, $"cat {trace} | $ALLOCSIM {verb}");
            Assert.That(code, Is.Zero, $"{verb}: {error}");
            Assert.That(output, verb.Contains("--addresses", StringComparison.Ordinal) ? Does.Match("(?m)^1 [0-9a-f]+$") : Is.Not.Empty, verb);
        }

        Assert.That(directory.Files().Select(Path.GetFileName), Has.None.EqualTo("-"));
    }

    [TestCase("replay t.txt")]
    [TestCase("bench t.txt --runs 1 --seconds 0")]
    [TestCase("trace info t.txt")]
    public void StandardOutputOnAFullDisk_IsToldInOneLine(string verb)
    {
        using TemporaryDirectory directory = new();
        directory.Write("t.txt", Trace);
        (int code, _, string error) = Shell(directory, $"$ALLOCSIM {verb} > /dev/full");
        Assert.That((code, error), Is.EqualTo((1, "allocsim: the disk is full\n")));
    }

    [Test]
    public void WhatTheFrameworkSaysOfAFileThatIsTooLarge_IsToldInOurWords()
        => Assert.That(RefusedFile.Words(new IOException("Failed to create '/x/o.partial/stats.json' with allocation size '49996' because the disk was full.")), Is.EqualTo("/x/o/stats.json: the disk is full, or has no room for so large a file"));

    private static void Write(string path, string text)
    {
        using OutputSet outputs = new();
        using (StreamWriter writer = new(outputs.File(path)))
        {
            writer.Write(text);
        }

        outputs.Commit();
    }

    private static (int Code, string Output, string Error) Shell(TemporaryDirectory directory, string command)
    {
        ProcessStartInfo start = new("sh", ["-c", command]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = directory.Path };
        start.Environment["ALLOCSIM"] = "dotnet " + Path.Combine(AppContext.BaseDirectory, "allocsim.dll");
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
