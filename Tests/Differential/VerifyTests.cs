using System.Globalization;
using AllocSim.Cli.Differential.Comparing;
using AllocSim.Cli.Differential.Library;
using AllocSim.Tests.Cli;
using AllocSim.Tests.House;
using AllocSim.Tests.Replay;

namespace AllocSim.Tests.Differential;

/// <summary><c>allocsim verify</c>: policies beside the real libraries of this system.</summary>
[TestFixture]
internal sealed class VerifyTests
{
    private static readonly string Sqlite = Path.Combine(Repository.Root, "traces", "sqlite.txt.gz");
    private static readonly string Tiny = Path.Combine(Repository.Root, "traces", "tiny.txt.gz");

    [TestCase("jemalloc-5.3")]
    [TestCase("glibc")]
    [TestCase("tcmalloc")]
    [TestCase("mimalloc")]
    public void ABundledTrace_IsDoneAsTheLibraryDoesIt(string policy)
    {
        RealLibraries.Need(policy);
        CommandRun run = CommandRun.Of("verify", Sqlite, Tiny, "--policy", policy);
        Assert.That(run.Output, Does.StartWith($"sqlite, {policy}: exact: 75,308 addresses, ").And.Contain($"tiny, {policy}: exact: 10 addresses, "));
        Assert.That(run.ExitCode, Is.Zero);
    }

    [Test]
    public void EachOptionSet_IsALine()
    {
        RealLibraries.Need("jemalloc-5.3");
        CommandRun run = CommandRun.Of("verify", Tiny, "--conf", "narenas:1", "--conf", "tcache:false", "--cpus", "4");
        Assert.That(run.Output.TrimEnd('\n').Split('\n'), Has.Length.EqualTo(2).And.All.Contains(": exact: "));
    }

    [Test]
    public void HugePages_AreThoseOfTheKernel()
    {
        RealLibraries.Need("jemalloc-5.3");
        Assert.That(CommandRun.Of("verify", Tiny, "--huge-pages").Error, Does.Contain("--huge-pages needs --resident"));
        CommandRun run = CommandRun.Of("verify", Sqlite, "--conf", "thp:always", "--resident", "5000,last", "--huge-pages");
        Assume.That(run.Output, Does.Not.Contain("transparent_hugepage").And.Not.Contain("PAGEMAP_SCAN").And.Not.Contain("zero page"), "Linux 6.7 or later, huge pages on advice, a kernel with a zero page");
        Assert.That(run.Output, Does.StartWith("sqlite, jemalloc-5.3, thp:always: exact: 75,308 addresses, ").And.Contain(" pages"));
    }

    [Test]
    public void ControlsBeforeTheFirstOperation_AreCalledOnBothSides()
    {
        RealLibraries.Need("jemalloc-5.3");
        CommandRun run = CommandRun.Of("verify", Tiny, "--conf", "dirty_decay_ms:0", "--control", "u64 arena.0.extent_hooks refuse_purge_forced", "--control", "u32 arenas.narenas");
        Assert.That(run.Output, Does.StartWith("tiny, jemalloc-5.3, dirty_decay_ms:0: exact: 12 addresses, "));
        RealLibraries.Need("tcmalloc");
        Assert.That(CommandRun.Of("verify", Tiny, "--policy", "tcmalloc", "--control", "u32 arenas.narenas").Error, Does.Contain("the trace calls mallctl, which tcmalloc does not have"));
        Assert.That(CommandRun.Of("verify", "--random", "1", "--control", "u32 arenas.narenas").Error, Does.Contain("--control does not go with --random, which draws it"));
    }

    [TestCase("background_thread:true,dirty_decay_ms:20")]
    [TestCase("max_background_threads:1,muzzy_decay_ms:10,dirty_decay_ms:10")]
    public void ThreadsOfTheAllocatorsOwn_AreHeldToTheTracesClock_AndPurgeWhatTheSimulatedOnesDo(string conf)
    {
        RealLibraries.Need("jemalloc-5.3");
        using TemporaryDirectory folder = new();
        string trace = folder["threads.txt"];
        List<string> lines = ["0 0 ctl bool background_thread 1"];
        for (int i = 0; i < 40; i++)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{(i * 30_000_000L) + 1} {i % 4} malloc {i} {100_000 + (i * 5000)}"));
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{(i * 30_000_000L) + 2} {(i + 1) % 4} free {i}"));
        }

        lines.Add("1300000000 0 ctl bool background_thread 0");
        File.WriteAllLines(trace, lines);
        CommandRun run = CommandRun.Of("verify", trace, "--conf", conf, "--cpus", "4");
        Assert.That(run.Output, Does.Match($"^threads, jemalloc-5.3, {conf}: exact: 42 addresses, [0-9,]+ calls, [0-9,]+ statistics\n$"));
        Assert.That(run.ExitCode, Is.Zero);
    }

    [Test]
    public void AnotherLibrary_IsCaughtAtItsFirstDifference_AndTheTraceIsMadeShort()
    {
        using TemporaryDirectory folder = new();
        CommandRun run = CommandRun.Of("verify", Sqlite, "--lib", BuiltLibrary.Build(folder, ""), "--out", folder["out"]);
        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Output, Does.Contain("differs in operation 0").And.Contain("  operation  151498 0 realloc 0 - 8").And.Contain("  options    defaults"));
        Assert.That(run.Error, Does.Contain("jemalloc-5.3 models 5.3.0"));
        Assert.That(File.ReadAllLines(folder["out", "shortest.txt"]), Has.Length.EqualTo(1));
        Assert.That(File.ReadAllText(folder["out", "difference.txt"]), Does.Contain("shortest.txt differs in operation 0"));
    }

    [Test]
    public void WhatCannotBeRun_IsToldInALine()
    {
        using TemporaryDirectory folder = new();
        File.WriteAllText(folder["text.so"], new string('x', 4096));
        Assert.That(CommandRun.Of("verify", Tiny, "--lib", folder["text.so"]).Error, Does.Contain("text.so cannot be run: ").And.Contain("invalid ELF header"));
    }

    [Test]
    public void ALibraryForAnotherMachine_AndOneThatIsNoAllocator_AreToldInALine()
    {
        using TemporaryDirectory folder = new();
        byte[] library = File.ReadAllBytes(BuiltLibrary.Build(folder, ""));
        library[18] = 0xb7;
        File.WriteAllBytes(folder["arm.so"], library);
        Assert.That(CommandRun.Of("verify", Tiny, "--lib", folder["arm.so"]).Error, Does.Contain("arm.so cannot be run: it is built for another machine (ELF machine 183); verify runs x86-64 only"));
        string none = BuiltLibrary.BuildSource(folder, "int answer(void) { return 42; }");
        Assert.That(CommandRun.Of("verify", Tiny, "--lib", none).Error, Does.Contain(" has no malloc, calloc, realloc and free of its own"));
    }

    [TestCase("if (calls == 3) *(volatile int *)8 = 1;", "the library ended its process with signal 11 (SIGSEGV)")]
    [TestCase("if (calls == 3) __builtin_trap();", "the library ended its process with signal 4 (SIGILL)")]
    [TestCase("while (calls == 3) ;", "the library took more than 3 s; --time-limit sets how long to wait")]
    public void ALibraryThatEnds_IsNoDifference(string code, string expected)
    {
        using TemporaryDirectory folder = new();
        Comparison comparison = Compare(BuiltLibrary.Build(folder, code), 10, ProcessLimits.Usual with { Seconds = expected.Contains("3 s", StringComparison.Ordinal) ? 3 : 60 });
        Assert.That(comparison.Difference, Is.Null);
        Assert.That(comparison.End, Is.EqualTo(new LibraryEnd(2, comparison.End!.Signal, expected)));
        Assert.That(comparison.Answers, Is.EqualTo(2));
    }

    [Test]
    public void ALibraryThatDoesTheSame_IsExact_AndOneThatDiffersLater_IsFoundThere()
    {
        using TemporaryDirectory folder = new();
        Comparison same = Compare(BuiltLibrary.Build(folder, ""), 10_000);
        Assert.That((same.IsExact, same.Answers, same.Calls), Is.EqualTo((true, 10_000L, 1L)));
        Comparison other = Compare(BuiltLibrary.Build(folder, "if (calls == 5001) next += 64;"), 10_000);
        Assert.That((other.Difference!.Kind, other.Difference.Index), Is.EqualTo((DifferenceKind.Answer, 5_000L)));
    }

    [Test]
    public void ALook_BehindTheLastOperation_IsToldInALine()
    {
        RealLibraries.Need("glibc");
        CommandRun run = CommandRun.Of("verify", Tiny, "--policy", "glibc", "--resident", "3,14,20");
        Assume.That(run.Output, Does.Not.Contain("PAGEMAP_SCAN"), "Linux 6.7 or later");
        Assert.That(run.Error, Does.EndWith("allocsim: tiny, glibc: --resident 14: the trace's last operation is 13\nallocsim: tiny, glibc: --resident 20: the trace's last operation is 13\n"));
        Assert.That((run.ExitCode, run.Output), Is.EqualTo((1, "")));
        Assert.That(CommandRun.Of("verify", Tiny, "--policy", "glibc", "--resident", "13").ExitCode, Is.Zero);
    }

    /// <summary>The library itself writes to all of a mapping of 1 GiB. The limit is looked at while it does.</summary>
    [Test]
    public void ALibraryThatTakesMoreMemoryThanItMay_IsEnded_AndThatIsNoDifference()
    {
        using TemporaryDirectory folder = new();
        string library = BuiltLibrary.Build(folder, "if (calls == 3) for (size_t i = 0; i < (size_t)1 << 32; i += 1 << 30) memset(mmap(NULL, 1 << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), 1, 1 << 30);");
        Comparison comparison = Compare(library, 10, ProcessLimits.Usual with { MemoryBytes = 128 << 20 });
        Assert.That(comparison.Difference, Is.Null);
        Assert.That(comparison.End!.Words, Is.EqualTo("the library's process came to hold more than 128.00 MiB of memory; --memory-limit sets how much it may"));
        Assert.That((comparison.End.Index, comparison.Answers), Is.EqualTo((2L, 2L)));
    }

    [Test]
    public void ObjectsFilledWithJunk_OfMoreThanTheLimit_EndTheRunInALine()
    {
        RealLibraries.Need("jemalloc-5.3");
        using TemporaryDirectory folder = new();
        string trace = folder.Write("t.txt", "0 0 malloc 0 100\n0 0 malloc 1 2000000000\n0 0 free 1\n");
        CommandRun run = CommandRun.Of("verify", trace, "--conf", "junk:true", "--memory-limit", "64MiB");
        Assert.That(run.Output, Does.StartWith("t, jemalloc-5.3, junk:true: in operation 1 the library's process came to hold more than 64.00 MiB of memory; --memory-limit sets how much it may; exact until then: "));
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(CommandRun.Of("verify", trace, "--memory-limit", "much").Error, Does.Contain("--memory-limit much: expected a size such as "));
    }

    private static Comparison Compare(string library, int mallocs, ProcessLimits? limits = null)
    {
        ListTrace trace = new([.. Enumerable.Range(0, mallocs).Select(slot => ListTrace.Malloc(slot, 24, time: slot))]);
        return LibraryComparer.Compare(trace, new ComparisonSettings(new BumpPolicy(), new LibraryFile(library, ""), "", 1) { Limits = limits ?? ProcessLimits.Usual });
    }

    [Test]
    public void APolicyWithoutALibraryHere_SaysWhereToGetIt()
    {
        CommandRun run = CommandRun.Of("verify", Tiny, "--policy", "jemalloc-5.1");
        Assert.That(run.Error, Does.Contain("build it from its release, and name it with --lib"));
        Assert.That(run.ExitCode, Is.EqualTo(1));
    }
}
