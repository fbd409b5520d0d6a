using AllocSim.Tests.Cli;

namespace AllocSim.Tests.Jemalloc.Stats;

/// <summary>How often printing the statistics takes the lock of the controls, as the real libraries count it.</summary>
[TestFixture]
internal sealed class PrintLockTests
{
    private const string Trace = """
        0 0 malloc 1 10
        1 0 stats
        2 0 ctl u64 epoch 1
        3 0 ctl u64 stats.mutexes.ctl.num_ops
        4 0 stats
        5 0 ctl u64 epoch 1
        6 0 ctl u64 stats.mutexes.ctl.num_ops

        """;

    [TestCase("jemalloc-5.1", 4452)]
    [TestCase("jemalloc-5.2", 8165)]
    [TestCase("jemalloc-5.3", 6472)]
    [TestCase("jemalloc-5.3.1", 6528)]
    public void EachPrint_TakesTheLockAsOftenAsInTheLibrary(string policy, int acquisitions)
    {
        using TemporaryDirectory directory = new();
        CommandRun run = CommandRun.Of("replay", directory.Write("t.txt", Trace), "--policy", policy, "--cpus", "7", "--addresses", directory["a.txt"]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        string[] lines = File.ReadAllLines(directory["a.txt"]);
        Assert.That((lines[2], lines[^1]), Is.EqualTo(($"3 ctl 0 {acquisitions}", $"6 ctl 0 {2 * acquisitions}")));
    }
}
