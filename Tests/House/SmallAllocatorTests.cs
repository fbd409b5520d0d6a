using AllocSim.Cli.Policies;
using AllocSim.Tests.Cli;
using AllocSim.Tests.Replay;

namespace AllocSim.Tests.House;

/// <summary>An allocator that answers no question but the calls works with every verb.</summary>
[TestFixture]
internal sealed class SmallAllocatorTests
{
    private static readonly string Tiny = Path.Combine(Repository.Root, "traces", "tiny.txt.gz");
    private static readonly PolicyRegistry Policies = new(new BumpPolicy(), PolicyRegistry.Standard.Default);

    [Test]
    public void Replay_LeavesTheTablesThatUsableSizesSufficeFor()
    {
        using TemporaryDirectory directory = new();
        Run("replay", Tiny, "--check-every", "100", "--out", directory["r"]);
        string[] tables = [.. Directory.EnumerateFiles(directory["r"], "*.csv").Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal)];
        Assert.That(tables, Is.EqualTo(new[] { "addresses", "mutexes", "pins", "slop", "summary", "timeline" }));
        Run("report", directory["r"], "--out", directory["p"]);
        Assert.That(Directory.EnumerateFiles(directory["p"], "*.html"), Is.Not.Empty);
    }

    [Test]
    public void Replay_SaysOfAMissingFigureThatItIsMissing()
    {
        CommandRun run = Run("replay", Tiny);
        Assert.That(run.Output, Does.Contain("internal -").And.Contain("active -"));
    }

    [Test]
    public void Compare_SetsItBesideAnotherPolicy()
    {
        using TemporaryDirectory directory = new();
        CommandRun run = Run("compare", Tiny, "--policies", "bump,jemalloc-5.3", "--conf", "jemalloc-5.3:narenas:1", "--conf", "jemalloc-5.3:tcache:false", "--out", directory["c"], "--no-charts");
        Assert.That(run.Output, Does.Contain("run 1  bump (default)").And.Contain("run 2  jemalloc-5.3 narenas:1").And.Contain("run 3  jemalloc-5.3 tcache:false"));
        Run("compare", Tiny, "--policies", "bump,jemalloc-5.3", "--timing", "contended");
    }

    [Test]
    public void SweepScaleAndBench_RunIt()
    {
        using TemporaryDirectory directory = new();
        Run("sweep", Tiny, "--vary", "policy=bump,jemalloc-5.3", "--vary", "touch=size,first", "--out", directory["s"]);
        Run("scale", Tiny, "--cpus", "1,2");
        Run("bench", Tiny, "--seconds", "0", "--runs", "1");
    }

    [Test]
    public void ACallThatItLacks_IsToldBeforeAnythingRuns()
    {
        using TemporaryDirectory directory = new();
        string trace = directory.Write("t.txt", "0 0 malloc 1 100\n1 0 mallocx 2 64 0\n2 0 mallocx 3 64 6\n3 0 sdallocx 2 64 0\n4 0 rallocx 4 3 100 0\n5 0 ctl void thread.idle\n");
        CommandRun strict = CommandRun.With(Policies, "replay", trace, "--addresses", directory["a"]);
        Assert.That((strict.ExitCode, strict.Error.Count(c => c == '\n')), Is.EqualTo((1, 1)), strict.Error);
        Assert.That(strict.Error, Does.Contain("operation 1 calls mallocx, which bump does not have"));
        Assert.That(File.Exists(directory["a"]), Is.False);
        Assert.That(Run("replay", trace, "--lenient").Output, Does.Contain("4 calls that bump does not have were made as plain ones, 1 was left out"));
    }

    [Test]
    public void AnOptionOfAnotherPolicy_NamesThatPolicy()
    {
        CommandRun run = CommandRun.With(Policies, "replay", Tiny, "--conf", "narenas:1");
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain("are options of jemalloc-5.3"));
    }

    [TestCase("dirty_decay_ms=0")]
    [TestCase("tcache:yes")]
    [TestCase("narenas:0")]
    [TestCase("narenas:1, tcache:false")]
    public void AWrongOption_IsAnError_UnlessItIsToDoWhatTheLibraryDoes(string conf)
    {
        CommandRun strict = CommandRun.With(Policies, "replay", Tiny, "--policy", "jemalloc-5.3", "--conf", conf);
        Assert.That((strict.ExitCode, strict.Output), Is.EqualTo((1, "")), strict.Error);
        CommandRun lax = CommandRun.With(Policies, "replay", Tiny, "--policy", "jemalloc-5.3", "--conf", conf, "--conf-as-library");
        Assert.That(lax.ExitCode, Is.Zero, lax.Error);
    }

    private static CommandRun Run(params string[] arguments)
    {
        CommandRun run = CommandRun.With(Policies, arguments);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        return run;
    }
}
