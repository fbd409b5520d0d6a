using AllocSim.Tests.Cli;

namespace AllocSim.Tests.Jemalloc.Ctl;

/// <summary>How often the lock of the controls is taken, as the real libraries count it.</summary>
[TestFixture]
internal sealed class ControlsLockTests
{
    [TestCase("jemalloc-5.1", 5)]
    [TestCase("jemalloc-5.2", 5)]
    [TestCase("jemalloc-5.3", 6)]
    [TestCase("jemalloc-5.3.1", 6)]
    public void ADestroyedArena_TakesTheControlsLock_Since53(string policy, int acquisitions)
    {
        const string Trace = """
            0 0 ctl u32 arenas.create
            1 0 ctl u32 arenas.create
            2 0 ctl void arena.9.destroy
            4 0 ctl u64 epoch 1
            5 0 ctl u64 stats.mutexes.ctl.num_ops

            """;
        Assert.That(Answers(Trace, policy, cpus: 2)[^1], Is.EqualTo($"4 ctl 0 {acquisitions}"));
    }

    [TestCase("jemalloc-5.1", 4452)]
    [TestCase("jemalloc-5.2", 8165)]
    [TestCase("jemalloc-5.3", 6472)]
    [TestCase("jemalloc-5.3.1", 6528)]
    public void EachPrint_TakesTheLockAsOftenAsInTheLibrary(string policy, int acquisitions)
    {
        const string Trace = """
            0 0 malloc 1 10
            1 0 stats
            2 0 ctl u64 epoch 1
            3 0 ctl u64 stats.mutexes.ctl.num_ops
            4 0 stats
            5 0 ctl u64 epoch 1
            6 0 ctl u64 stats.mutexes.ctl.num_ops

            """;
        string[] answers = Answers(Trace, policy, cpus: 7);
        Assert.That((answers[2], answers[^1]), Is.EqualTo(($"3 ctl 0 {acquisitions}", $"6 ctl 0 {2 * acquisitions}")));
    }

    private static string[] Answers(string trace, string policy, int cpus)
    {
        using TemporaryDirectory directory = new();
        CommandRun run = CommandRun.Of("replay", directory.Write("t.txt", trace), "--policy", policy, "--cpus", $"{cpus}", "--addresses", directory["a.txt"]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        return File.ReadAllLines(directory["a.txt"]);
    }
}
