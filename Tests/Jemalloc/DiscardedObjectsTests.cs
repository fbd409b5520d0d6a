using AllocSim.Cli.Policies;
using AllocSim.Reports.Stored;
using AllocSim.Reports.Tables;
using AllocSim.Tests.Cli;

namespace AllocSim.Tests.Jemalloc;

/// <summary>An arena that is reset or destroyed takes its objects with it.</summary>
[TestFixture]
internal sealed class DiscardedObjectsTests
{
    private const string Reset = "0 0 ctl u32 arenas.create\n10 0 mallocx 0 1048576 10486016\n15 0 mallocx 1 3000 10486016\n20 0 ctl void arena.9.reset\n30 0 ctl void arena.9.purge\n40 0 malloc 2 100\n";

    [Test]
    public void AfterAReset_OnlyOtherObjectsLive_AndNoMeasureIsAboveWhatContainsIt()
    {
        using TemporaryDirectory folder = new();
        string trace = folder["reset.txt"];
        File.WriteAllText(trace, Reset);
        CommandRun run = CommandRun.Of("replay", trace, "--out", folder["out"], "--no-charts", "--check");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        IReadOnlyList<TimelineSample> samples = StoredRunReader.TryRead(folder["out"], [], PolicyRegistry.Standard.Find)!.Result.Tables.Timeline;
        Assert.Multiple(() =>
        {
            Assert.That((samples[^1].LiveObjects, samples[^1].RequestedBytes, samples[^1].LivePageBytes), Is.EqualTo((1L, 100UL, 4096UL)));
            Assert.That(samples.Max(sample => sample.RequestedBytes), Is.EqualTo(1_048_576 + 3000));
            Assert.That(samples.Select(sample => sample.Imbalance()), Has.All.Null);
        });
    }

    [TestCase("50 0 free 0")]
    [TestCase("50 0 realloc 3 1 10")]
    [TestCase("50 0 dallocx 1 0")]
    [TestCase("50 0 xallocx 1 10 0 0")]
    [TestCase("50 0 xallocx 1 10 0 0\n60 0 dallocx 1 0")]
    public void ADiscardedObject_MayNotBeUsed_UnlessTheTraceIsReadLeniently(string use)
    {
        using TemporaryDirectory folder = new();
        string trace = folder["reset.txt"];
        File.WriteAllText(trace, Reset + use + "\n");
        CommandRun strict = CommandRun.Of("replay", trace);
        Assert.That(strict.ExitCode, Is.EqualTo(1));
        Assert.That(strict.Error, Does.Contain("operation 6 uses an object that was discarded by arena.9.reset at operation 3"));
        Assert.That(CommandRun.Of("replay", trace, "--lenient").ExitCode, Is.Zero);
    }

    [Test]
    public void ADestroyedArena_TakesItsObjectsAlong()
    {
        using TemporaryDirectory folder = new();
        string trace = folder["destroy.txt"];
        File.WriteAllText(trace, Reset.Replace("arena.9.reset", "arena.9.destroy", StringComparison.Ordinal));
        CommandRun run = CommandRun.Of("replay", trace, "--check");
        Assert.That(run.Output, Does.Contain("end 100 B in 1 objects").Or.Contain("in 1 object"), run.Error);
    }
}
