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
    public void Commit_ReplacesFilesAndKeepsOtherOnesInADirectory()
    {
        using TemporaryDirectory directory = new();
        Directory.CreateDirectory(directory["run"]);
        File.WriteAllText(directory["run", "a"], "old");
        File.WriteAllText(directory["run", "b"], "old");
        using (OutputSet outputs = new())
        {
            string partial = outputs.Directory(directory["run"] + "/");
            File.WriteAllText(Path.Combine(partial, "a"), "new");
            outputs.Commit();
        }

        Assert.That(directory.Files(), Is.EqualTo(new[] { "run/a", "run/b" }));
        Assert.That(File.ReadAllText(directory["run", "a"]), Is.EqualTo("new"));
    }
}
