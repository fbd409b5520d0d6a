using AllocSim.Tests.House;

namespace AllocSim.Tests.Cli.Diagnosis;

/// <summary><c>allocsim diagnose</c>: dumps in the shapes that people paste, with figures of public reports or made up.</summary>
[TestFixture]
internal sealed class DiagnoseTests
{
    private const int LinesMax = 15;

    /// <summary>The figures of jemalloc#2688: half of what is resident is dirty although decay is a second.</summary>
    private const string DirtyText = """
        ___ Begin jemalloc statistics ___
        Version: "5.3.0-0-g54eaed1d8b56b1aa528be3bdd1877e59c56fa90c"
        Run-time option settings
          opt.retain: true
          opt.narenas: 32
          opt.background_thread: false (background_thread: false)
          opt.dirty_decay_ms: 1000 (arenas.dirty_decay_ms: 1000)
          opt.muzzy_decay_ms: 0 (arenas.muzzy_decay_ms: 0)
        Arenas: 33
        Page size: 4096
        Allocated: 610687176, active: 618848256, metadata: 8000000 (n_thp 0), resident: 1059119104, mapped: 1125564416, retained: 556875776
        Merged arenas stats:
        assigned threads: 8
        uptime: 60000000000
        decaying:  time       npages       sweeps     madvises       purged
           dirty:   N/A       104766           38          121        94299
           muzzy:   N/A            0            0            0            0
        tcache_bytes:                 100000000
        arenas[0]:
        decaying:  time       npages       sweeps     madvises       purged
           dirty:   N/A       999999            1            1            1

        """;

    [Test]
    public void ADumpWithSizeClasses_IsFittedAsAWorkloadOfItsSizesRatesAndArenas()
    {
        const string Dump = """
            ___ Begin jemalloc statistics ___
            Version: "5.3.0-0-g54eaed1d8b56b1aa528be3bdd1877e59c56fa90c"
            Allocated: 610687176, active: 618848256, metadata: 8000000 (n_thp 0), resident: 1059119104, mapped: 1125564416, retained: 556875776
            Merged arenas stats:
            assigned threads: 6
            uptime: 2000000000
            bins:           size ind    allocated      nmalloc (#/sec)      ndalloc (#/sec)    nrequests   (#/sec)  nshards      curregs     curslabs  nonfull_slabs regs pgs   util       nfills (#/sec)     nflushes (#/sec)
                              16   1        16000        9000     450         8000     400         3000      1500        1         1000            4              0  256   1  0.976           10       5            9       4
            large:          size ind    allocated      nmalloc (#/sec)      ndalloc (#/sec)    nrequests (#/sec)  curlextents
                           20480  40        40960           10       5            8       4           10       5            2
            arenas[0]:
            bins:           size ind    allocated      nmalloc (#/sec)      ndalloc (#/sec)    nrequests   (#/sec)  nshards      curregs     curslabs  nonfull_slabs regs pgs   util       nfills (#/sec)     nflushes (#/sec)
                              16   1        16000        9000     450         8000     400         2000      1500        1         1000            4              0  256   1  0.976           10       5            9       4
            arenas[3]:
            bins:           size ind    allocated      nmalloc (#/sec)      ndalloc (#/sec)    nrequests   (#/sec)  nshards      curregs     curslabs  nonfull_slabs regs pgs   util       nfills (#/sec)     nflushes (#/sec)
                              16   1        16000        9000     450         8000     400         1000      1500        1         1000            4              0  256   1  0.976           10       5            9       4

            """;
        using TemporaryDirectory folder = new();
        string yaml = folder["out.yaml"];
        CommandRun run = CommandRun.Of("trace", "fit", folder.Write("dump.txt", Dump), yaml);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Error, Does.Contain("one for each arena in use (2), where the program had 6").And.Contain("narenas:2").And.Contain("order of calls"));
        string text = File.ReadAllText(yaml);
        Assert.That(text, Does.Contain("threads: 2\n").And.Contain("thread_shares: [2000, 1000]").And.Contain("- [16, 1500, 1000]\n  - [20480, 5, 2]\n"));
        Assert.That(CommandRun.Of("trace", "info", yaml).Output, Does.Contain("live at peak"));
    }

    [Test]
    public void ADumpWithoutSizeClasses_CannotBeFitted()
    {
        using TemporaryDirectory folder = new();
        CommandRun run = CommandRun.Of("trace", "fit", folder.Write("dump.txt", DirtyText), folder["out.yaml"]);
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain("dump.txt: the size classes are missing"));
        Assert.That(folder.Files(), Has.Length.EqualTo(1));
    }

    [Test]
    public void DirtyPagesAndDecayWithoutTicks_AreFound_OnceForAllArenas()
    {
        string text = Diagnose(DirtyText).Output;
        string[] lines = text.TrimEnd('\n').Split('\n');
        Assert.That(lines, Has.Length.LessThanOrEqualTo(LinesMax));
        Assert.That(lines[0], Does.StartWith("jemalloc 5.3.0: allocated 582.40 MiB, active 590.18 MiB"));
        Assert.That(lines[1], Does.Match(@"^dirty pages: 409\.24 MiB in unused dirty pages, 70\.3% of what is allocated\. Option: dirty_decay_ms below 1000"));
        Assert.That(text, Does.Contain("decay without ticks: ").And.Contain("38 sweeps in 60.00 s").And.Contain("background_thread:true"));
        Assert.That(text, Does.Contain("thread caches: 95.37 MiB").And.Contain("arenas: 33 arenas for 8 threads"));
        Assert.That(text, Does.Not.Contain("muzzy pages"));
    }

    [Test]
    public void ARatioOfOldReleases_NamesItsOwnOption()
    {
        string text = Diagnose("""
            ___ Begin jemalloc statistics ___
            Version: 3.6.0-0-g46c0af68bd248b04df75e4f92d5fb804c3d75340
              opt.lg_dirty_mult: 3
            CPUs: 4
            Max arenas: 16
            Allocated: 1000000, active: 1200000, mapped: 12582912
            Merged arenas stats:
            assigned threads: 3
            dirty pages: 293:120 active:dirty, 12 sweeps, 34 madvises, 567 purged
            bins:     bin  size regs pgs    allocated      nmalloc      ndalloc    nrequests       nfills     nflushes      newruns       reruns      curruns
                        0     8  501   1          800          100            0          100            0            0            1            0            1
                       10   160   51   2       160000         1500          500         1500            0            0           60            0           60

            """).Output;
        Assert.That(text, Does.StartWith("jemalloc 3.6.0: allocated 976.56 KiB"));
        Assert.That(text, Does.Contain("lg_dirty_mult above 3").And.Not.Contain("decay without ticks"));
        Assert.That(text, Does.Contain("half empty slabs: ").And.Contain("160 B 321.88 KiB at 32.7% full"));
    }

    [Test]
    public void TextAndJson_OfTheSameMoment_SayTheSame()
    {
        using TemporaryDirectory directory = new();
        string trace = Path.Combine(Repository.Root, "traces", "redis-slice.txt.gz");
        Assert.That(CommandRun.Of("replay", trace, "--stats", directory["s.json"]).ExitCode, Is.Zero);
        Assert.That(CommandRun.Of("replay", trace, "--stats", directory["s.txt"], "--stats-opts", "").ExitCode, Is.Zero);
        CommandRun json = CommandRun.Of("diagnose", directory["s.json"]);
        Assert.That(json.ExitCode, Is.Zero, json.Error);
        Assert.That(CommandRun.Of("diagnose", directory["s.txt"]).Output, Is.EqualTo(json.Output));
        Assert.That(json.Output, Does.StartWith("jemalloc 5.3.0: allocated ").And.Contain("metadata: "));
    }

    [Test]
    public void AContendedMutex_IsNamedWithItsWait()
    {
        string text = Diagnose("""
            {"jemalloc":{"version":"5.1.0","opt":{"narenas":8},"arenas":{"page":4096,"bin":[]},"stats":{"allocated":100000000,"active":101000000,"resident":110000000,"metadata":1000000,"mapped":120000000,"retained":0},
            "stats.arenas":{"merged":{"nthreads":128,"pdirty":0,"mutexes":{"extents_dirty":{"num_ops":11800000,"num_wait":2760000,"total_wait_time":521640000000,"max_wait_time":90000000},"large":{"num_ops":5,"num_wait":0}},"bins":[]}}}}
            """).Output;
        Assert.That(text, Does.Contain("a contended mutex: threads waited 521.64 s for extents_dirty in 2,760,000 waits, 189.00 us each, at most 90.00 ms").And.Contain("percpu_arena:percpu"));
    }

    [TestCase("glibc", "arenas: ")]
    [TestCase("tcmalloc", "tcmalloc: used ")]
    [TestCase("mimalloc", "mimalloc: committed ")]
    [TestCase("jemalloc-2.1", "jemalloc: allocated ")]
    public void StatisticsOfOtherAllocators_AreRead(string policy, string expected)
    {
        using TemporaryDirectory directory = new();
        string trace = directory.Write("t.txt", string.Concat(Enumerable.Range(0, 4000).Select(i => $"{i}000 {i % 5} malloc {i} {(i % 40 * 50) + 8}\n")) + string.Concat(Enumerable.Range(0, 3900).Select(i => $"{5000 + i}000 {i % 5} free {i}\n")));
        CommandRun replay = CommandRun.Of("replay", trace, "--policy", policy, "--stats", directory["s.txt"]);
        Assert.That(replay.ExitCode, Is.Zero, replay.Error);
        CommandRun run = CommandRun.Of("diagnose", directory["s.txt"]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain(expected));
        Assert.That(run.Output.TrimEnd('\n').Split('\n'), Has.Length.LessThanOrEqualTo(LinesMax));
    }

    [TestCase("hello\n", "expected the statistics of an allocator; known are")]
    [TestCase("{\"jemalloc\":{\"version\":\"5.3.0\",\"stats\":{\"allocated\":5", "cut off")]
    [TestCase("Merged arenas stats:\n", "the totals are missing")]
    [TestCase("<malloc version=\"1\">\n<heap nr=\"0\">\n", "</malloc> is missing")]
    [TestCase("MALLOC: +  5 ( 0.0 MiB) Bytes in page heap freelist\n", "'Bytes in use by application' is missing")]
    public void WhatCannotBeRead_IsToldInALine(string text, string expected)
    {
        CommandRun run = Diagnose(text);
        Assert.That((run.ExitCode, run.Output), Is.EqualTo((1, "")));
        Assert.That(run.Error, Does.Contain(expected));
        Assert.That(run.Error.Count(c => c == '\n'), Is.EqualTo(1));
    }

    [Test]
    public void EveryFinding_HasAHeadingInTheDocument()
    {
        string document = Repository.Read("docs/diagnose.md");
        IEnumerable<string> names = Repository.SourceFiles("Allocator").Where(path => path.Contains("/Diagnosis/", StringComparison.Ordinal))
            .SelectMany(path => System.Text.RegularExpressions.Regex.Matches(Repository.Read(path), @"new\(""([a-z -]+)"", ").Select(match => match.Groups[1].Value)).Distinct();
        Assert.That(names, Is.Not.Empty.And.All.Matches<string>(name => document.Contains($"### {name}\n", StringComparison.Ordinal) || document.Contains($"### {name} (", StringComparison.Ordinal)));
    }

    private static CommandRun Diagnose(string text)
    {
        using TemporaryDirectory directory = new();
        return CommandRun.Of("diagnose", directory.Write("stats.txt", text));
    }
}
