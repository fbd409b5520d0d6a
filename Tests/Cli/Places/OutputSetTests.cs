using AllocSim.Cli.Runs;
using AllocSim.Workloads.Sinks;

namespace AllocSim.Tests.Cli.Places;

[TestFixture]
internal sealed class OutputSetTests
{
    [Test]
    public void WithoutCommit_NothingIsLeft()
    {
        using TemporaryDirectory directory = new();
        directory.Write("kept.txt", "old");
        using (OutputSet outputs = new())
        {
            outputs.File(directory["kept.txt"]).WriteByte(1);
            outputs.File(directory["deep", "down", "new.txt"]).WriteByte(1);
            File.WriteAllText(Path.Combine(outputs.Directory(directory["run"]), "x"), "");
        }

        Assert.That(directory.Files(), Is.EqualTo(new[] { "kept.txt" }));
        Assert.That(Directory.GetDirectories(directory.Path), Is.Empty);
        Assert.That(File.ReadAllText(directory["kept.txt"]), Is.EqualTo("old"));
    }

    [Test]
    public void WhatJoinsAFolderThatIsThere_StandsInItMeanwhile_SinceBesideItMayBeAnotherDisk()
    {
        using TemporaryDirectory directory = new();
        Directory.CreateDirectory(directory["run"]);
        File.WriteAllText(directory["run", "kept.txt"], "old");
        using OutputSet outputs = new();
        string partial = outputs.Addition(directory["run"]);
        Assert.That(Path.GetDirectoryName(partial), Is.EqualTo(directory["run"]));
        Assert.That(outputs.Addition(directory["run"] + "/"), Is.EqualTo(partial));
        File.WriteAllText(Path.Combine(partial, "new.txt"), "new");
        outputs.Commit();
        Assert.That(directory.Files(), Is.EqualTo(new[] { "run/kept.txt", "run/new.txt" }));
    }

    [Test]
    public void AFileThatIsNamedTwice_IsRefused()
    {
        using TemporaryDirectory directory = new();
        using OutputSet outputs = new();
        outputs.File(directory["a"]).WriteByte(1);
        Assert.That(() => outputs.File(directory["a"]), Throws.TypeOf<IOException>().With.Message.EndsWith("a is to be written twice; name two files"));
    }

    [Test]
    [Platform("Linux")]
    public void AFullDisk_IsToldInOurWords()
    {
        IOException full = Assert.Throws<IOException>(() => File.WriteAllText("/dev/full", "x"))!;
        Assert.That(RefusedFile.Words(full), Is.EqualTo("/dev/full: the disk is full"));
        Assert.That(RefusedFile.Words(new IOException("Could not find a part of the path '/x/y.partial/a.csv'.")), Is.EqualTo("Could not find a part of the path '/x/y/a.csv'."));
        Assert.That(RefusedFile.Words(new FileNotFoundException("Could not find file '/proc/x.part'.")), Is.EqualTo("/proc/x: the system lets nobody make a file there; name another place"));
        Assert.That(RefusedFile.Words(new UnauthorizedAccessException("Access to the path '/x/y.partial' is denied.")), Does.StartWith("/x/y: the system does not permit it"));
        Assert.That(RefusedFile.Words(new IOException("x is a directory; expected a file name")), Is.EqualTo("x is a directory; expected a file name"));
    }

    [Test]
    [Platform("Linux")]
    public void AFileThatIsGivenUpOnAFullDisk_LeavesNothing()
    {
        using TemporaryDirectory directory = new();
        File.CreateSymbolicLink(directory["trace.part"], "/dev/full");
        using (PendingFile file = new(directory["trace"]))
        {
            file.Stream.WriteByte(1);
        }

        Assert.That(Directory.GetFileSystemEntries(directory.Path), Is.Empty);
    }

    [Test]
    public void Commit_TakesAwayWhatAnEarlierOneLeft_AndKeepsWhatAPersonPutBeside()
    {
        using TemporaryDirectory directory = new();
        Write(directory["run"], "old", "a", "b", "charts/c");
        File.WriteAllText(directory["run", "notes"], "mine");
        Write(directory["run"] + "/", "new", "a", "charts/d");
        Assert.That(directory.Files(), Is.EqualTo(new[] { "run/.allocsim", "run/a", "run/charts/d", "run/notes" }));
        Assert.That(File.ReadAllText(directory["run", "a"]), Is.EqualTo("new"));
        Assert.That(File.ReadAllText(directory["run", ".allocsim"]), Is.EqualTo("a\ncharts/d\n"));
    }

    [Test]
    public void AnAddition_Stays_UntilTheFolderIsWrittenAnew()
    {
        using TemporaryDirectory directory = new();
        Write(directory["run"], "old", "a");
        Write(directory["run"], "old", isAddition: true, "page");
        Assert.That(directory.Files(), Is.EqualTo(new[] { "run/.allocsim", "run/a", "run/page" }));
        Write(directory["run"], "new", "a");
        Assert.That(directory.Files(), Is.EqualTo(new[] { "run/.allocsim", "run/a" }));
    }

    [Test]
    public void AFolderOfSomebodyElses_IsRefused_AnEmptyOneOrOneWithAnEmptyFileIsNot()
    {
        using TemporaryDirectory directory = new();
        Directory.CreateDirectory(directory["run"]);
        File.WriteAllText(directory["run", "log"], "");
        using (OutputSet outputs = new())
        {
            outputs.File(directory["run", "addresses.txt"]).WriteByte(1);
            outputs.Directory(directory["run"]);
        }

        File.WriteAllText(directory["run", "log"], "mine");
        using OutputSet refused = new();
        Assert.That(() => refused.Directory(directory["run"]), Throws.InstanceOf<IOException>().With.Message.Contains("run contains files that allocsim did not write, such as log"));
    }

    private static void Write(string path, string text, params string[] names) => Write(path, text, isAddition: false, names);

    private static void Write(string path, string text, bool isAddition, params string[] names)
    {
        using OutputSet outputs = new();
        string partial = isAddition ? outputs.Addition(path) : outputs.Directory(path);
        foreach (string file in names.Select(name => Path.Combine(partial, name)))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }

        outputs.Commit();
    }
}
