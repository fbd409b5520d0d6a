using AllocSim.Cli.Runs;

namespace AllocSim.Tests.Cli;

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
