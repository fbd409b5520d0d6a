namespace AllocSim.Tests.Cli.Diagnosis;

/// <summary>What <c>allocsim diagnose</c> advises where an option has the value already, or has gone as far as it goes.</summary>
[TestFixture]
internal sealed class AdviceDirectionTests
{
    [TestCase("\"dirty_decay_ms\":-1", "dirty pages", "dirty_decay_ms of 0 or more, such as 10000 or 1000: now it is -1, which is never")]
    [TestCase("\"dirty_decay_ms\":0", "dirty pages", "arena.<i>.purge, or arena.<i>.dirty_decay_ms:0 where an arena was told otherwise; dirty_decay_ms is 0 already")]
    [TestCase("\"dirty_decay_ms\":10000", "dirty pages", "dirty_decay_ms below 10000, such as 1000; 0 gives back at once and costs calls")]
    [TestCase("\"lg_dirty_mult\":3", "dirty pages", "lg_dirty_mult above 3")]
    [TestCase("\"lg_dirty_mult\":-1", "dirty pages", "lg_dirty_mult of 0 or more, such as 3: now it is -1, which is never")]
    [TestCase("\"dirty_decay_ms\":-1", "many madvise calls", "fewer calls of arena.<i>.purge and arena.<i>.decay")]
    [TestCase("\"dirty_decay_ms\":10", "many madvise calls", "dirty_decay_ms higher, such as 5000")]
    [TestCase("\"dirty_decay_ms\":10000", "many madvise calls", "dirty_decay_ms higher, such as 20000")]
    [TestCase("\"lg_dirty_mult\":3", "many madvise calls", "lg_dirty_mult lower")]
    [TestCase("\"narenas\":8", "muzzy pages", "muzzy_decay_ms:0.")]
    [TestCase("\"muzzy_decay_ms\":0", "muzzy pages", "arena.<i>.purge")]
    [TestCase("\"narenas\":8", "half empty slabs", "narenas lower, so that fewer slabs are open; objects of one lifetime in an arena of their own")]
    [TestCase("\"narenas\":1", "half empty slabs", "objects of one lifetime in an arena of their own")]
    [TestCase("\"percpu_arena\":\"percpu\"", "half empty slabs", "narenas lower, with percpu_arena:disabled")]
    [TestCase("\"narenas\":1", "arenas", "fewer arenas made with arenas.create")]
    [TestCase("\"narenas\":8", "arenas", "narenas:1.")]
    [TestCase("\"percpu_arena\":\"percpu\"", "arenas", "narenas lower, with percpu_arena:disabled.")]
    [TestCase("\"narenas\":1,\"retain\":true", "metadata", "metadata is never given back, so keep the peak of extents low (larger blocks)")]
    [TestCase("\"narenas\":8", "metadata", "narenas lower; metadata is never given back, so keep the peak of extents low (retain:true, larger blocks)")]
    [TestCase("\"narenas\":8", "thread caches", "lg_tcache_max:13 or tcache_max:8192, lg_tcache_nslots_mul:-1; idle threads: thread.tcache.flush")]
    [TestCase("\"tcache\":false", "thread caches", "idle threads: thread.tcache.flush")]
    [TestCase("\"tcache_max\":8192,\"lg_tcache_nslots_mul\":-1", "thread caches", "lg_tcache_max:10 or tcache_max:1024, lg_tcache_nslots_mul:-2; ")]
    [TestCase("\"lg_tcache_max\":10,\"lg_tcache_nslots_mul\":-16", "thread caches", "idle threads: thread.tcache.flush")]
    [TestCase("\"narenas\":8", "cache misses", "lg_tcache_nslots_mul:2 (5.3), tcache_nslots_small_max:400.")]
    [TestCase("\"tcache\":false", "cache misses", "tcache:true.")]
    [TestCase("\"lg_tcache_nslots_mul\":2,\"tcache_nslots_small_max\":400", "cache misses", "lg_tcache_nslots_mul:3 (5.3), tcache_nslots_small_max:800.")]
    [TestCase("\"lg_tcache_nslots_mul\":16,\"tcache_nslots_small_max\":2048", "cache misses", "none, caches are as large as they can be")]
    [TestCase("\"narenas\":8", "resident beyond the books", "thp:never, metadata_thp:disabled, or hpa:false.")]
    [TestCase("\"metadata_thp\":\"disabled\",\"hpa\":false", "resident beyond the books", "thp:never.")]
    [TestCase("\"thp\":\"never\",\"metadata_thp\":\"disabled\",\"hpa\":false", "resident beyond the books", "none of the allocator's; the kernel's setting of huge pages")]
    [TestCase("\"narenas\":8", "a contended mutex", "narenas higher or percpu_arena:percpu; a larger tcache_max")]
    [TestCase("\"percpu_arena\":\"percpu\"", "a contended mutex", "a larger tcache_max")]
    [TestCase("\"tcache\":false,\"percpu_arena\":\"percpu\"", "a contended mutex", "tcache:true.")]
    public void AnOptionIsAdvised_WhereItCanGoThatWay(string told, string finding, string option)
        => Assert.That(Line(told, finding), Does.Contain(" Option: " + option));

    [TestCase("\"background_thread\":true")]
    [TestCase("\"dirty_decay_ms\":0")]
    [TestCase("\"dirty_decay_ms\":-1")]
    public void WherePagesGoWithoutTicksOrNever_TicksAreNotSpokenOf(string told)
        => Assert.That(Output(told), Does.Not.Contain("decay without ticks"));

    [Test]
    public void ABackgroundThreadSwitchedOnWhileTheProgramRan_IsOn()
    {
        Assert.That(Output("\"background_thread\":false"), Does.Contain("decay without ticks"));
        Assert.That(Output("\"background_thread\":false", dump => dump.Replace("\"retained\":0", "\"retained\":0,\"background_thread\":{\"num_threads\":4}", StringComparison.Ordinal)), Does.Not.Contain("decay without ticks"));
        const string Text = "___ Begin jemalloc statistics ___\n  opt.background_thread: false (background_thread: true)\nAllocated: 10000000, active: 30000000, resident: 60000000\nMerged arenas stats:\ndecaying:  time       npages       sweeps     madvises       purged\n   dirty:   N/A         1000            1            1            1\n";
        Assert.That(Told(Text), Does.Contain("dirty pages: ").And.Not.Contain("decay without ticks"));
        Assert.That(Told(Text.Replace("true)", "false)", StringComparison.Ordinal)), Does.Contain("decay without ticks: ").And.Contain(" (1 sweep); "));
    }

    [Test]
    public void AddressesAreNotKept_WhereRetainIsOff()
    {
        static string More(string dump) => dump.Replace("\"retained\":0", "\"retained\":90000000", StringComparison.Ordinal).Replace("\"pmuzzy\":500", "\"pmuzzy\":0", StringComparison.Ordinal);
        Assert.That(Output("\"retain\":true", More), Does.Contain("Option: retain:false"));
        Assert.That(Output("\"retain\":false", More), Does.Not.Contain("retain:false"));
    }

    [TestCase(1, "9 arenas for 1 thread; ", "Option: narenas:1.")]
    [TestCase(2, "9 arenas for 2 threads; ", "Option: narenas:1 to 2, or percpu_arena:percpu.")]
    [TestCase(8, "9 arenas for 8 threads; ", "Option: narenas:4 to 7, or percpu_arena:percpu.")]
    public void ThreadsAndArenas_AreCountedInWordsThatFit(int threads, string words, string option)
        => Assert.That(Line("\"narenas\":8", "arenas", dump => dump.Replace("\"nthreads\":1", $"\"nthreads\":{threads}", StringComparison.Ordinal)), Does.Contain(words).And.Contain(option));

    private static string Line(string told, string finding, Func<string, string>? change = null)
        => Output(told, change).Split('\n').Single(line => line.StartsWith(finding + ": ", StringComparison.Ordinal));

    private static string Output(string told, Func<string, string>? change = null)
    {
        string dump = """
            {"jemalloc":{"version":"5.3.0","opt":{TOLD},"arenas":{"narenas":9,"page":4096,"bin":[{"size":64,"nregs":64}],"lextent":[{"size":20480}]},
            "stats":{"allocated":10000000,"active":30000000,"resident":60000000,"metadata":6000000,"mapped":70000000,"retained":0},
            "stats.arenas":{"merged":{"nthreads":1,"uptime_ns":2000000000,"pdirty":3000,"pmuzzy":500,"dirty_npurge":5,"dirty_nmadvise":1000,"tcache_bytes":2000000,
            "mutexes":{"extents_dirty":{"num_ops":1000,"num_spin_acq":500}},"bins":[{"curslabs":3000,"curregs":50000,"nrequests":100000,"nfills":20000,"nflushes":20000}],"lextents":[{"curlextents":0}]}}}}
            """.Replace("TOLD", told, StringComparison.Ordinal);
        return Told(change?.Invoke(dump) ?? dump);
    }

    private static string Told(string dump)
    {
        using TemporaryDirectory folder = new();
        CommandRun run = CommandRun.Of("diagnose", folder.Write("dump", dump));
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        return run.Output;
    }
}
