using AllocSim.Tests.Cli;

namespace AllocSim.Tests.Jemalloc.Ctl;

/// <summary>Answers of controls that differ between the releases, as the real libraries give them.</summary>
[TestFixture]
internal sealed class ReleaseControlsTests
{
    [TestCase("jemalloc-5.1", "22 0")]
    [TestCase("jemalloc-5.2", "22 0")]
    [TestCase("jemalloc-5.3", "22 3")]
    [TestCase("jemalloc-5.3.1", "22 3")]
    public void TheNumberOfArenas_InRoomOfAnotherWidth(string policy, string answer)
        => Assert.That(Answers(policy, "0 0 ctl u64 arenas.narenas\n"), Is.EqualTo(new[] { $"0 ctl {answer}" }));

    // 5.3 waits for whoever merges extents beside one of the arena's: it takes the lock of every set of extents.
    [TestCase("jemalloc-5.2", 1)]
    [TestCase("jemalloc-5.3", 2)]
    public void WhereAddressSpaceIsNotRetained_ADestroyedArena_LooksAtTheSetsOfTheOthers_Since53(string policy, int acquisitions)
    {
        string[] answers = Answers(policy, "0 0 ctl u32 arenas.create\n1 0 ctl void stats.mutexes.reset\n2 0 ctl void arena.3.destroy\n3 0 ctl u64 epoch 1\n4 0 ctl u64 stats.arenas.0.mutexes.extents_muzzy.num_ops\n");
        Assert.That(answers[2..], Is.EqualTo(new[] { "2 ctl 0 0", "3 ctl 0 0", $"4 ctl 0 {acquisitions}" }));
    }

    private static string[] Answers(string policy, string text)
    {
        using TemporaryDirectory directory = new();
        CommandRun run = CommandRun.Of("replay", directory.Write("t.txt", text), "--policy", policy, "--cpus", "2", "--conf", "narenas:2,retain:false", "--addresses", directory["a.txt"]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        return File.ReadAllLines(directory["a.txt"]);
    }
}
