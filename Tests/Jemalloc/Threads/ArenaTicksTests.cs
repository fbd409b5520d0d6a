using AllocSim.Tests.Cli;

namespace AllocSim.Tests.Jemalloc.Threads;

/// <summary>What a thread counts of each arena, in 5.1 and 5.2, which have a table a thread for it.</summary>
[TestFixture]
internal sealed class ArenaTicksTests
{
    /// <summary>The second call names arena 17, which nobody made. The third one's object lies behind the tables of both threads, as with the real library.</summary>
    [Test]
    public void AnArenaThatNobodyMade_GivesAThreadNoLargerTable()
    {
        using TemporaryDirectory directory = new();
        string trace = directory.Write("t.txt", "0 2 malloc 0 22\n0 0 mallocx 1 22 18874688\n0 0 malloc 4 45\n");
        CommandRun run = CommandRun.Of("replay", trace, "--policy", "jemalloc-5.2", "--cpus", "7", "--conf", "percpu_arena:phycpu", "--addresses", directory["addresses.txt"]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(File.ReadAllLines(directory["addresses.txt"])[2], Does.EndWith("9060"));
    }
}
