using AllocSim.Tests.Jemalloc.Differential;
using AllocSim.Tests.Jemalloc.Goldens;
using AllocSim.Workloads.Files;

namespace AllocSim.Tests.Jemalloc.Stats;

/// <summary>The text form of malloc_stats_print, held against what the real library printed in the same run.</summary>
[TestFixture]
internal sealed class StatsTextTests
{
    private static readonly GoldenCase Life = GoldenCase.All.Single(golden => golden.Name == "background-life");

    // The second output shows how often the first one locked the mutex of the controls.
    [Test]
    public void TwoOutputsInARowAreTheLibrarysToTheByte()
    {
        RunFiles files = Run("");
        Assert.That(files["stats-43.json"].Split('\n'), Is.EqualTo(GoldenFile.Read("background-life-43.txt").Split('\n')));
        Assert.That(files["stats.json"].Split('\n'), Is.EqualTo(GoldenFile.Read("background-life.txt").Split('\n')));
    }

    [TestCase("g", "Run-time option settings")]
    [TestCase("m", "Merged arenas stats:")]
    [TestCase("d", "Destroyed arenas stats:")]
    [TestCase("a", "arenas[0]:")]
    [TestCase("b", "bins:  ")]
    [TestCase("l", "curlextents")]
    [TestCase("x", "n_lock_ops")]
    [TestCase("e", "ntotal")]
    [TestCase("h", "HPA shard stats:")]
    public void ALetterLeavesASectionOut(string letter, string heading)
    {
        Assert.That(Run("")["stats.json"], Does.Contain(heading));
        string without = Run(letter)["stats.json"];
        Assert.That(without, Does.Not.Contain(heading));
        Assert.That(without, Does.StartWith("___ Begin jemalloc statistics ___\n").And.EndsWith("--- End jemalloc statistics ---\n"));
    }

    private static RunFiles Run(string options)
        => SimulatedRun.Replay(TraceFile.Open(Life.OpenTrace(), Life.Name, new()), Life.Conf, GoldenText.MachineOf(File.ReadAllText(Life.GoldenPath)), options);
}
