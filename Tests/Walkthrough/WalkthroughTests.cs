using System.Text.RegularExpressions;
using AllocSim.Cli.Policies;
using AllocSim.Tests.Cli;
using AllocSim.Tests.House;

namespace AllocSim.Tests.Walkthrough;

/// <summary>docs/add-an-allocator.md: its code is that of this folder, and runs.</summary>
[TestFixture]
internal sealed partial class WalkthroughTests
{
    private static readonly string Tiny = Path.Combine(Repository.Root, "traces", "tiny.txt.gz");
    private static readonly PolicyRegistry Policies = new([.. PolicyRegistry.Standard.Names.Select(name => PolicyRegistry.Standard.Find(name)!), new ShelfPolicy()]);

    [Test]
    public void TheCodeOfTheDocument_IsTheCodeThatRuns()
    {
        string code = Squeezed(string.Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "Tests", "Walkthrough"), "Shelf*.cs").Select(File.ReadAllText)));
        string[] blocks = [.. CodeBlock().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "add-an-allocator.md"))).Select(match => match.Groups["code"].Value)];
        Assert.That(blocks, Has.Length.GreaterThan(3));
        foreach (string part in blocks.SelectMany(block => block.Split("// …")).Select(Squeezed).Where(part => part.Length > 0))
        {
            Assert.That(code, Does.Contain(part));
        }
    }

    [Test]
    public void TheAllocator_PassesItsChecks_AndLeavesItsTable()
    {
        using TemporaryDirectory directory = new();
        Run("replay", Tiny, "--policy", "shelf", "--conf", "chunk_kib:128", "--check-every", "50", "--out", directory["r"]);
        Assert.That(File.ReadLines(directory["r", "shelves.csv"]).First(), Is.EqualTo("moment,size_bytes,free_objects,free_bytes"));
        Assert.That(File.ReadLines(directory["r", "timeline.csv"]).First(), Does.EndWith(",chunks"));
        Assert.That(File.Exists(directory["r", "charts", "shelves.png"]), Is.True);
        Run("report", directory["r"], "--out", directory["p"]);
    }

    [Test]
    public void ItComparesWithAnyPolicy_SeriallyAndInSimulatedTime()
    {
        string all = string.Join(',', Policies.Names);
        Assert.That(Run("compare", Tiny, "--policies", all).Output, Does.Contain("- shelf does not say"));
        Run("compare", Tiny, "--policies", "jemalloc-5.3,shelf", "--timing", "contended", "--cpus", "4");
        Assert.That(CommandRun.With(Policies, "replay", Tiny, "--policy", "shelf", "--conf", "chunk_kb:1").Error, Does.Contain("chunk_kib?"));
    }

    private static CommandRun Run(params string[] arguments)
    {
        CommandRun run = CommandRun.With(Policies, arguments);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        return run;
    }

    private static string Squeezed(string code) => Blank().Replace(code, " ").Trim();

    [GeneratedRegex(@"```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();
}
