using AllocSim.Tests.Cli;

namespace AllocSim.Tests.Jemalloc.Ctl;

/// <summary>How often the lock of the controls is taken while an arena is made and destroyed, as the real libraries count it.</summary>
[TestFixture]
internal sealed class DestroyLockTests
{
    private const string Trace = """
        0 0 ctl u32 arenas.create
        1 0 ctl u32 arenas.create
        2 0 ctl void arena.9.destroy
        4 0 ctl u64 epoch 1
        5 0 ctl u64 stats.mutexes.ctl.num_ops

        """;

    [TestCase("jemalloc-5.1", 5)]
    [TestCase("jemalloc-5.2", 5)]
    [TestCase("jemalloc-5.3", 6)]
    [TestCase("jemalloc-5.3.1", 6)]
    public void ADestroyedArena_TakesTheControlsLock_Since53(string policy, int acquisitions)
    {
        using TemporaryDirectory directory = new();
        string trace = directory.Write("t.txt", Trace);
        CommandRun run = CommandRun.Of("replay", trace, "--policy", policy, "--cpus", "2", "--addresses", directory["a.txt"]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(File.ReadAllLines(directory["a.txt"])[^1], Is.EqualTo($"4 ctl 0 {acquisitions}"));
    }
}
