using System.Globalization;
using AllocSim.Allocator.Jemalloc.Kernel;
using AllocSim.Tests.Cli;
using AllocSim.Tests.Differential;

namespace AllocSim.Tests.Jemalloc.Hooks;

/// <summary>Extent hooks of a program's own, set by a trace. The figures are those of the real 5.3.0, whose hooks the harness of <c>verify</c> sets.</summary>
[TestFixture]
internal sealed class ExtentHooksTests
{
    private const string Conf = "narenas:1,muzzy_decay_ms:1000";
    private const int InArena2 = (3 << 20) | 0x100;

    [Test]
    public void HooksThatServeEverything_ChangeNothing()
        => Assert.That(CallsUnder(HookSet.Own(), Conf), Is.EqualTo("mmap 1, lazy 1, forced 4, munmap 1, abandoned 0").And.EqualTo(CallsUnder(default, Conf)));

    [TestCase("", HookCalls.Destroy, "mmap 1, lazy 1, forced 4, munmap 0, abandoned 0", Description = "the arena's address space stays")]
    [TestCase("", HookCalls.PurgeLazily, "mmap 1, lazy 0, forced 4, munmap 1, abandoned 0", Description = "nothing becomes muzzy")]
    [TestCase("", HookCalls.PurgeForced, "mmap 1, lazy 4, forced 1, munmap 1, abandoned 0", Description = "the kernel takes it when it likes; the one call is for the arena's metadata")]
    [TestCase("", HookCalls.Split, "mmap 5, lazy 1, forced 4, munmap 3, abandoned 7315456", Description = "what is too large is lost, once a request")]
    [TestCase("", HookCalls.Merge, "mmap 1, lazy 1, forced 4, munmap 4, abandoned 0", Description = "destroyed piece by piece")]
    [TestCase(",retain:false", HookCalls.Dalloc, "mmap 3, lazy 1, forced 3, munmap 2, abandoned 0", Description = "purged and kept instead of unmapped")]
    [TestCase(",retain:false", HookCalls.PurgeForced, "mmap 3, lazy 1, forced 0, munmap 4, abandoned 0")]
    public void WhatAHookRefuses_AndWhatATableLacks_ComesToTheSame(string conf, HookCalls call, string expected)
    {
        Assert.That(CallsUnder(HookSet.Own(refused: call), Conf + conf), Is.EqualTo(expected));
        Assert.That(CallsUnder(HookSet.Own(lacking: call), Conf + conf), Is.EqualTo(expected));
    }

    [Test]
    public void WithoutAHookForNewMemory_RequestsFail()
    {
        string addresses = Run("jemalloc-5.3", TraceUnder(HookSet.Own(refused: HookCalls.Alloc)), Conf + ",retain:false").Addresses;
        Assert.That(addresses, Does.Contain("\n3 0\n4 0\n5 7"), "those of other arenas do not");
    }

    [Test]
    public void ASetIsReadBackByItsNumber()
    {
        HookSet set = HookSet.Own(HookCalls.Dalloc | HookCalls.Merge, HookCalls.Split);
        Assert.That(set.Value, Is.EqualTo(1UL + 4 + 512 + (1024 * 256)));
        Assert.That(HookSet.TryRead(set.Value, out HookSet read) && read == set, Is.True);
        Assert.That((read.Refused, read.Lacking, read.AreDefault), Is.EqualTo((HookCalls.Dalloc | HookCalls.Merge, HookCalls.Split, false)));
        string trace = $"0 0 ctl u64 arena.0.extent_hooks\n1 0 ctl u64 arena.0.extent_hooks {set.Value}\n2 0 ctl u64 arena.0.extent_hooks\n3 0 ctl u64 arena.0.extent_hooks 0\n4 0 ctl u64 arena.0.extent_hooks\n";
        Assert.That(Run("jemalloc-5.3", trace, Conf).Addresses, Is.EqualTo($"0 ctl 0 0\n1 ctl 0 0\n2 ctl 0 {set.Value}\n3 ctl 0 0\n4 ctl 0 0\n"));
    }

    [TestCase(2UL)]
    [TestCase(2049UL)]
    [TestCase(1048577UL)]
    public void ANumberThatNamesNone_EndsTheRunWithALine(ulong value) => Refuses("jemalloc-5.3", value, "", "names no extent hooks: 0 for the library's own; or 1, ");

    [Test]
    public void WhatTheLibraryDoesNotComeThrough_IsRefused()
    {
        Refuses("jemalloc-5.3", 1, "san_guard_large:1", "guard pages");
        Refuses("jemalloc-5.2", 1, "narenas:2", "jemalloc 5.2.1 ends there (SIGSEGV)", arena: 1);
    }

    [Test]
    public void AnyHooks_PutTheHugePageAllocatorOutOfUse()
    {
        string trace = string.Create(CultureInfo.InvariantCulture, $"0 0 ctl u32 arenas.create\n1 0 mallocx 1 9000 {InArena2}\n2 0 ctl u64 arena.2.extent_hooks 1\n3 0 mallocx 2 9000 {InArena2}\n4 0 dallocx 1 256\n5 0 ctl u64 epoch 1\n6 0 ctl u64 stats.arenas.2.mutexes.hpa_shard.num_ops\n");
        Assert.That(Run("jemalloc-5.3", trace, "narenas:1,hpa:true").Addresses.TrimEnd().Split(' ')[^1], Is.Not.EqualTo("0"));
        RealLibraries.Check("jemalloc-5.3", new("narenas:1,hpa:true", 2, trace.TrimEnd('\n').Split('\n')));
    }

    [Test]
    public void EveryHook_AnswersAsInTheRealLibrary()
    {
        foreach (HookCalls call in Enum.GetValues<HookCalls>().Where(call => call is not (HookCalls.None or HookCalls.All)))
        {
            RealLibraries.Check("jemalloc-5.3", new(Conf, 2, TraceUnder(HookSet.Own(refused: call)).TrimEnd('\n').Split('\n')));
            RealLibraries.Check("jemalloc-5.3", new(Conf + ",retain:false", 2, TraceUnder(HookSet.Own(lacking: call & ~HookCalls.Alloc)).TrimEnd('\n').Split('\n')));
        }
    }

    // An arena's objects before and after its hooks are set, and what is left when it goes.
    private static string TraceUnder(HookSet hooks) => string.Create(CultureInfo.InvariantCulture, $"""
        0 0 ctl u32 arenas.create
        1 0 mallocx 1 20000 {InArena2}
        2 0 ctl u64 arena.2.extent_hooks {hooks.Value}
        3 0 mallocx 2 40000 {InArena2}
        4 0 mallocx 3 300000 {InArena2 | 0x40}
        5 0 malloc 4 3000000
        6 0 dallocx 1 256
        7 0 ctl void arena.2.decay
        8 0 ctl u64 arena.2.dirty_decay_ms 0
        9 0 ctl u64 arena.2.muzzy_decay_ms 0
        10 0 ctl u64 epoch 1
        11 0 ctl u64 stats.arenas.2.abandoned_vm
        12 0 ctl void arena.2.destroy

        """).ReplaceLineEndings("\n");

    private static string CallsUnder(HookSet hooks, string conf)
    {
        (string addresses, string[] calls) = Run("jemalloc-5.3", TraceUnder(hooks), conf);
        string[] later = [.. calls.Where(line => line.Length > 0 && line.Split(' ')[0] is not ("0" or "1"))];
        int Count(string what) => later.Count(line => line.Contains(what, StringComparison.Ordinal));
        string abandoned = addresses.Split('\n').Single(line => line.StartsWith("11 ", StringComparison.Ordinal)).Split(' ')[^1];
        return string.Create(CultureInfo.InvariantCulture, $"mmap {Count(" mmap ")}, lazy {Count("advice=8")}, forced {Count("advice=4")}, munmap {Count(" munmap ")}, abandoned {abandoned}");
    }

    private static (string Addresses, string[] Calls) Run(string policy, string trace, string conf)
    {
        using TemporaryDirectory directory = new();
        CommandRun run = CommandRun.Of("replay", directory.Write("t.txt", trace), "--policy", policy, "--cpus", "2", "--conf", conf, "--check", "--addresses", directory["a.txt"], "--syscalls", directory["s.txt"]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        return (File.ReadAllText(directory["a.txt"]), File.ReadAllLines(directory["s.txt"]));
    }

    private static void Refuses(string policy, ulong value, string conf, string reason, int arena = 0)
    {
        using TemporaryDirectory directory = new();
        string trace = directory.Write("t.txt", $"0 0 malloc 1 10\n1 0 ctl u64 arena.{arena}.extent_hooks {value}\n");
        CommandRun run = CommandRun.Of("replay", trace, "--policy", policy, "--cpus", "2", "--conf", conf);
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain("operation 1: ").And.Contain(reason));
    }
}
