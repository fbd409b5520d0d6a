using AllocSim.Tests.Cli;

namespace AllocSim.Tests.Jemalloc.Background;

/// <summary>What background threads are left to, where releases differ. The expected values are those of the real libraries.</summary>
[TestFixture]
internal sealed class ReleaseTests
{
    [TestCase("jemalloc-5.3", "", true)]
    [TestCase("jemalloc-5.3", "background_thread:true", true)]
    [TestCase("jemalloc-5.3.1", "", true)]
    [TestCase("jemalloc-5.3.1", "background_thread:true", false)]
    public void AnArenaThatItsLastThreadIsMovedAwayFrom_IsPurged_UnlessItIsLeftToBackgroundThreads(string policy, string conf, bool isPurged)
    {
        using TemporaryDirectory folder = new();
        Replay(folder, policy, conf, "--syscalls", "0 0 malloc 1 4000000", "0 0 free 1", "0 0 ctl u32 thread.arena 1");
        Assert.That(File.ReadAllLines(folder["out.txt"]).Any(line => line.StartsWith("2 madvise", StringComparison.Ordinal)), Is.EqualTo(isPurged));
    }

    [Test]
    public void AfterAResetWithFewerBackgroundThreadsThanCpus_Of51_AThreadThatIsNotThereIsAsked()
    {
        using TemporaryDirectory folder = new();
        string[] lines =
        [
            "0 0 ctl u32 arenas.create", "0 0 ctl u32 arenas.create", "1 0 ctl u32 tcache.create", "1 0 ctl u32 tcache.create", "3 0 ctl u32 tcache.create", "4 0 ctl u32 tcache.create",
            "5 0 ctl u32 arenas.create", "6 0 ctl u32 arenas.create", "7 0 ctl u32 arenas.create", "8 0 ctl u32 arenas.create",
            "11560083536 0 malloc 1196 35", "12021934510 0 ctl u64 max_background_threads 2", "12234985884 0 rallocx 1279 1196 35 4194560", "16457026345 0 ctl u32 tcache.create",
            "17099875446 0 ctl void arena.35.reset", "19340204674 0 ctl void arena.3.decay", "19340204675 0 ctl u64 epoch 1", "19340204675 0 ctl u64 stats.arenas.3.mutexes.decay_dirty.num_ops",
        ];
        Replay(folder, "jemalloc-5.1", "background_thread:true", "--addresses", lines);
        Assert.That(File.ReadAllLines(folder["out.txt"])[^1], Is.EqualTo("17 ctl 0 3"));
    }

    private static void Replay(TemporaryDirectory folder, string policy, string conf, string output, params string[] lines)
    {
        File.WriteAllLines(folder["trace.txt"], lines);
        CommandRun run = CommandRun.Of("replay", folder["trace.txt"], "--policy", policy, "--conf", conf, "--cpus", "8", output, folder["out.txt"]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
    }
}
