using AllocSim.Tests.Cli;

namespace AllocSim.Tests.Workloads;

/// <summary>--control: what a program would call before anything else, said at the command line.</summary>
[TestFixture]
internal sealed class FirstControlTests
{
    private const string Body = "5 3 malloc 1 100\n6 3 ctl u64 epoch 1\n7 4 malloc 2 5000000\n8 4 free 2\n9 4 ctl u64 arena.0.extent_hooks\n";

    [Test]
    public void Controls_AreCalledAsIfTheTraceBeganWithThem()
    {
        using TemporaryDirectory directory = new();
        string plain = directory.Write("plain.txt", Body);
        string whole = directory.Write("whole.txt", "5 3 ctl u64 arena.0.extent_hooks 129\n5 3 ctl u32 arenas.narenas\n" + Body);
        Assert.That(Run(plain, "--control", "u64 arena.0.extent_hooks refuse_purge_forced", "--control", "u32 arenas.narenas"), Is.EqualTo(Run(whole)));
        Assert.That(Run(plain, "--control", "u64 arena.0.extent_hooks 0x81", "--control", "u32 arenas.narenas"), Is.EqualTo(Run(whole)), "by number");
        Assert.That(Run(plain), Is.Not.EqualTo(Run(whole)));

        string[] Run(string trace, params string[] more)
        {
            CommandRun run = CommandRun.Of(["replay", trace, "--conf", "narenas:1,dirty_decay_ms:0,retain:false", "--addresses", directory["a.txt"], "--syscalls", directory["s.txt"], .. more]);
            Assert.That(run.ExitCode, Is.Zero, run.Error);
            return [File.ReadAllText(directory["a.txt"]), File.ReadAllText(directory["s.txt"])];
        }
    }

    [Test]
    public void SeveralPolicies_GetThem_AndOneWithoutControlsIsNamed()
    {
        using TemporaryDirectory directory = new();
        string trace = directory.Write("t.txt", "5 3 malloc 1 100\n");
        Assert.That(CommandRun.Of("compare", trace, "--policies", "jemalloc-5.3,jemalloc-5.1", "--control", "u64 arena.0.dirty_decay_ms 0").ExitCode, Is.Zero);
        CommandRun refused = CommandRun.Of("replay", trace, "--policy", "tcmalloc", "--control", "u64 arena.0.dirty_decay_ms 0");
        Assert.That((refused.ExitCode, refused.Error), Is.EqualTo((1, refused.Error)));
        Assert.That(refused.Error, Does.Contain("ctl").And.Not.Contain("   at "));
    }

    [Test]
    public void OneThatAnyPolicyRefuses_EndsACompareBeforeItsFirstRun()
    {
        using TemporaryDirectory directory = new();
        string trace = directory.Write("t.txt", "5 3 malloc 1 100\n");
        CommandRun run = CommandRun.Of("compare", trace, "--policies", "jemalloc-5.3,glibc", "--control", "u64 arena.0.dirty_decay_ms 0");
        Assert.That((run.ExitCode, run.Error), Is.EqualTo((1, "allocsim: --control: glibc has no control arena.0.dirty_decay_ms; it has malloc_trim, and the parameters of mallopt to write, such as M_MXFAST\n")));
    }

    [TestCase("u64 arena.0.dirty_decay_mss 5", "", "jemalloc-5.3 has no control arena.0.dirty_decay_mss")]
    [TestCase("u32 arena.0.dirty_decay_ms 5", "", "jemalloc-5.3 does not let arena.0.dirty_decay_ms be set so (error 22)")]
    [TestCase("u64 stats.allocated 5", "", "jemalloc-5.3 does not let stats.allocated be set so (error 1)")]
    [TestCase("u64 arena.7.dirty_decay_ms", "narenas:4", "jemalloc-5.3 has no control arena.7.dirty_decay_ms")]
    public void OneThatTheAllocatorRefuses_IsAnError_NotARunWithDefaults(string control, string conf, string expected)
    {
        using TemporaryDirectory directory = new();
        string trace = directory.Write("t.txt", Body);
        CommandRun run = CommandRun.Of("replay", trace, "--conf", conf, "--control", control, "--out", directory["run"]);
        Assert.That(run.Error, Does.Contain($"--control: {expected}"));
        Assert.That((run.ExitCode, Directory.Exists(directory["run"])), Is.EqualTo((1, false)));
    }

    [TestCase("arena.0.decay", "expected 'TYPE NAME [VALUE]' with TYPE void, u32, u64 or bool")]
    [TestCase("i64 arena.0.decay 3", "expected 'TYPE NAME [VALUE]'")]
    [TestCase("u64 arena.0.dirty_decay_ms soon", "soon is no value of arena.0.dirty_decay_ms: expected a number")]
    [TestCase("u64 arena.1.extent_hooks merge", "merge is no value of arena.1.extent_hooks: expected a number or one of library, own, refuse_alloc, refuse_dalloc,")]
    public void AWrongOne_EndsWithALineThatSaysWhatWouldBeRight(string control, string expected)
    {
        using TemporaryDirectory directory = new();
        string trace = directory.Write("t.txt", Body);
        foreach (string verb in (string[])["replay", "verify"])
        {
            CommandRun run = CommandRun.Of(verb, trace, "--control", control);
            Assert.That(run.ExitCode, Is.EqualTo(1));
            Assert.That(run.Error, Does.Contain($"--control '{control}': {expected}"));
        }
    }
}
