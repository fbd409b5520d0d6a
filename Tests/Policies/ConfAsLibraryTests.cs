using AllocSim.Cli.Policies;
using AllocSim.Tests.Cli;
using AllocSim.Tests.Differential;
using AllocSim.Tests.House;
using AllocSim.Workloads.Files;

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

    // The libraries themselves, where they are installed: addresses, calls and statistics.
    [TestCase("jemalloc-5.3", "dirty_decay:0,cache_oblivious:false,narenas:0,tcache:false,lg_prof_sampl:3")]
    [TestCase("jemalloc-5.3", "tcache:false,narenas=1,tcache:true")]
    [TestCase("glibc", "glibc.malloc.top_pad=64k:glibc.malloc.mxfast=no:glibc.malloc.tcache_cout=0")]
    [TestCase("glibc", "glibc.malloc.top_pad=-1")]
    [TestCase("glibc", "glibc.malloc.tcache_count=70000:glibc.malloc.mmap_threshold=0x4000z:glibc.malloc.trim_threshold=08")]
    [TestCase("glibc", "narenas:1")]
    [TestCase("tcmalloc", "TCMALLOC_SKIP_SBRK=on,TCMALLOC_TRANSFER_NUM_OBJ=2 or so,TCMALLOC_RELEASE_RATE=1e2x,TCMALLOC_SKIP_MMP=true")]
    [TestCase("tcmalloc", "TCMALLOC_AGGRESSIVE_DECOMMIT=Yup,TCMALLOC_HEAP_LIMIT_MB=4294967297")]
    [TestCase("mimalloc", "MIMALLOC_DECOMMIT_DELAY=10ms,MIMALLOC_PURGE_DELAY=0,MIMALLOC_EAGER_COMMIT=nay,MIMALLOC_PAGE_RESET=1")]
    public void TheLibrary_MakesTheSameOfAWrongOption(string policy, string conf)
        => RealLibraries.Check(policy, () => TraceFile.Open(Tiny), conf, 2);

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
