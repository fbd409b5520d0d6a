using AllocSim.Tests.House;

namespace AllocSim.Tests.Cli.Places;

/// <summary>Results that cannot be written where they should go: one line, and nothing is left behind.</summary>
[TestFixture]
internal sealed class OutputPlaceTests
{
    private static readonly string Tiny = Path.Combine(Repository.Root, "traces", "tiny.txt.gz");

    [Test]
    public void AFileInPlaceOfTheFolder_IsToldBeforeTheWork([Values("replay", "compare", "scale", "report")] string verb, [Values(false, true)] bool isBelow)
    {
        using TemporaryDirectory directory = new();
        string file = directory.Write("file", "kept\n");
        if (verb == "report")
        {
            Assert.That(CommandRun.Of("replay", Tiny, "--out", directory["run"], "--no-charts").ExitCode, Is.Zero);
        }

        string[] rest = verb == "compare" ? ["--conf", "", "--conf", "narenas:1"] : verb == "scale" ? ["--cpus", "1,2"] : [];
        CommandRun run = CommandRun.Of([verb, verb == "report" ? directory["run"] : Tiny, .. rest, "--no-charts", "--out", isBelow ? Path.Combine(file, "deep", "er") : file]);
        Assert.That((run.ExitCode, run.Output), Is.EqualTo((1, "")));
        Assert.That(run.Error.TrimEnd('\n').Split('\n'), Has.Length.EqualTo(1), "nothing was run before");
        Assert.That(run.Error, Does.Contain(file + (isBelow ? " is a file, not a directory" : " is a file; expected a directory")));
        Assert.That(File.ReadAllText(file), Is.EqualTo("kept\n"));
        Assert.That(Directory.GetFileSystemEntries(directory.Path).Select(Path.GetFileName), Is.SubsetOf(new[] { "file", "run" }));
    }

    [Test]
    public void AFolderInPlaceOfAFile_IsToldBeforeTheWork()
    {
        using TemporaryDirectory directory = new();
        Directory.CreateDirectory(directory["folder"]);
        Assert.That(CommandRun.Of("replay", Tiny, "--addresses", directory["folder"]).Error, Does.Contain("folder is a directory; expected a file name"));
    }

    [Test]
    public void ASweep_PrintsThePointsThatNoneBeats()
    {
        using TemporaryDirectory directory = new();
        CommandRun run = CommandRun.Of("sweep", Tiny, "--vary", "dirty_decay_ms=0,1000,10000", "--vary", "tcache=true,false", "--out", directory["s"], "--no-charts");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        string[] printed = run.Output.Split('\n');
        Assert.That(printed[0], Does.StartWith("Points that none beats in both mean resident memory and one of the costs"));
        string[] front = [.. File.ReadAllLines(directory["s", "pareto.csv"]).Where(line => line.StartsWith("mean_resident_bytes,", StringComparison.Ordinal)).Select(line => line.Split(',')[2]).Distinct()];
        string[] shown = [.. printed.Skip(4).TakeWhile(line => line.Length > 0).SelectMany(line => line.Split("  ")[0].Split(" or "))];
        Assert.That(shown, Is.EquivalentTo(front));
    }

    [Test]
    public void WhatPinsMemory_IsTold()
    {
        using TemporaryDirectory directory = new();
        IEnumerable<string> lines = Enumerable.Range(0, 128).Select(i => $"{i} 0 malloc {i} 64").Concat(Enumerable.Range(0, 128).Where(i => i is not 5 and not 100).Select(i => $"200 0 free {i}"));
        string trace = directory.Write("t.txt", string.Join('\n', lines) + "\n");
        CommandRun run = CommandRun.Of("replay", trace, "--conf", "narenas:1,tcache:false", "--out", directory["run"], "--no-charts");
        Assert.That(run.Output, Does.Contain("7.88 KiB at the end, by few objects in nearly empty slabs; most of it, 7.88 KiB, by 2 objects of 64 B of thread 0"), run.Error);
    }

    [Test]
    public void APointThatRepeatsAnother_IsToldWithTheOtherMistakes()
    {
        using TemporaryDirectory directory = new();
        string spec = directory.Write("s.yaml", "points:\n  - {dirty_decay_ms: 0}\n  - {dirty_decay_ms: 0}\n  - {narenas: x}\n");
        CommandRun run = CommandRun.Of("sweep", Tiny, "--spec", spec, "--out", directory["s"]);
        Assert.That(run.Error, Does.Contain("s.yaml:3: the point (dirty_decay_ms 0) does the same as").And.Contain("s.yaml:4: option narenas: 'x'"));
        Assert.That(run.ExitCode, Is.EqualTo(1));
    }

    [Test]
    public void ATraceInThePlaceOfTheMergedOne_IsNotReplaced()
    {
        using TemporaryDirectory directory = new();
        string first = directory["a.txt"], second = directory["b.txt"];
        File.WriteAllText(first, "0 0 malloc 0 8\n");
        File.WriteAllText(second, "0 0 malloc 0 16\n");
        CommandRun run = CommandRun.Of("trace", "merge", first, second, second);
        Assert.That((run.ExitCode, File.ReadAllText(first)), Is.EqualTo((1, "0 0 malloc 0 8\n")), run.Error);
        Assert.That(CommandRun.Of("trace", "merge", first, second, second, "--force").ExitCode, Is.Zero);
    }
}
