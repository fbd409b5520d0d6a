using AllocSim.Cli.Policies;
using AllocSim.Tests.Cli;
using AllocSim.Tests.House;

namespace AllocSim.Tests.Policies;

/// <summary>--conf-as-library: a wrong option does what it does with the real library, for every policy that has one.</summary>
[TestFixture]
internal sealed class ConfAsLibraryTests
{
    private static readonly string Tiny = Path.Combine(Repository.Root, "traces", "tiny.txt.gz");

    [TestCase("jemalloc-5.3", "dirty_decay:1")]
    [TestCase("jemalloc-5.3.1", "prof:true")]
    [TestCase("jemalloc-5.2", "zero_realloc:free")]
    [TestCase("jemalloc-5.1", "narenas=1")]
    [TestCase("jemalloc-2.1", "dirty_decay_ms:0")]
    [TestCase("glibc", "glibc.malloc.top_pad=64k")]
    [TestCase("tcmalloc", "TCMALLOC_SKIP_SBRK=on")]
    [TestCase("mimalloc", "MIMALLOC_PURGE_DELAY=10")]
    [TestCase("phkmalloc", "Q")]
    public void AWrongOption_IsAnError_UnlessItIsToDoWhatTheLibraryDoes(string policy, string conf)
    {
        CommandRun strict = CommandRun.With(PolicyRegistry.Standard, "replay", Tiny, "--policy", policy, "--conf", conf);
        Assert.That((strict.ExitCode, strict.Output), Is.EqualTo((1, "")), strict.Error);
        Assert.That(strict.Error, Does.StartWith("allocsim: --conf: "));
        CommandRun lax = CommandRun.With(PolicyRegistry.Standard, "replay", Tiny, "--policy", policy, "--conf", conf, "--conf-as-library");
        Assert.That(lax.ExitCode, Is.Zero, lax.Error);
        Assert.That(lax.Error, Does.StartWith("allocsim: "));
    }

    // Built for the simulator or a model: no library reads such a string.
    [TestCase("vam", "none")]
    [TestCase("lkmalloc", "none:1")]
    [TestCase("jemalloc-2.1", "isthreaded:maybe")]
    public void AnOptionOfTheSimulatorAlone_IsAnErrorEitherWay(string policy, string conf)
    {
        CommandRun run = CommandRun.With(PolicyRegistry.Standard, "replay", Tiny, "--policy", policy, "--conf", conf, "--conf-as-library");
        Assert.That((run.ExitCode, run.Error.StartsWith("allocsim: --conf: ", StringComparison.Ordinal)), Is.EqualTo((1, true)), run.Error);
    }
}
