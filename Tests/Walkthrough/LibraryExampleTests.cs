using AllocSim.Tests.House;

namespace AllocSim.Tests.Walkthrough;

/// <summary>The page for users of the libraries shows code that compiles and runs.</summary>
[TestFixture]
internal sealed class LibraryExampleTests
{
    [Test]
    public void TheExample_Runs()
    {
        (long[] objects, ulong mapped) = LibraryExample.Run(Path.Combine(Repository.Root, "traces", "tiny.txt.gz"));
        Assert.That(objects.Sum(), Is.Positive);
        Assert.That(mapped % (16 << 20), Is.Zero);
        Assert.That(mapped, Is.Positive);
    }

    [Test]
    public void ThePage_ShowsTheExamplesOwnLines()
    {
        string page = Repository.Read("docs/libraries.md");
        string code = Repository.Read("Tests/Walkthrough/LibraryExample.cs");
        string[] blocks = [.. page.Split("```csharp\n").Skip(1).Select(block => block.Split("```")[0])];
        Assert.That(blocks, Is.Not.Empty);
        string[] missing = [.. blocks.SelectMany(block => block.Split('\n')).Select(line => line.Trim()).Where(line => line.Length > 0 && line != "// …" && !code.Contains(line, StringComparison.Ordinal))];
        Assert.That(missing, Is.Empty);
    }
}
