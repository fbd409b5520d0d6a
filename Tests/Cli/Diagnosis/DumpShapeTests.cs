using System.Text.Json;
using AllocSim.Tests.House;

namespace AllocSim.Tests.Cli.Diagnosis;

/// <summary><c>allocsim diagnose</c>: statistics as they come out of logs, of old releases and of broken files.</summary>
[TestFixture]
internal sealed class DumpShapeTests
{
    private const string Tcmalloc = """
        MALLOC:       10000000 (    9.5 MiB) Bytes in use by application
        MALLOC: +     20000000 (   19.1 MiB) Bytes in page heap freelist
        MALLOC: +       400000 (    0.4 MiB) Bytes in central cache freelist
        MALLOC: +        10000 (    0.0 MiB) Bytes in transfer cache freelist
        MALLOC: +       500000 (    0.5 MiB) Bytes in thread cache freelists
        MALLOC: +       130000 (    0.1 MiB) Bytes in malloc metadata
        MALLOC:   ------------
        MALLOC: +            0 (    0.0 MiB) Bytes released to OS (aka unmapped)

        """;

    private const string Mimalloc = """
        heap stats:     peak      total      freed    current       unit      count
          reserved:   944.2 mb   946.7 mb     2.5 mb   944.1 mb       1 b              not all freed!
         committed:   939.4 mb   997.2 mb   657.8 mb   339.4 mb       1 b              not all freed!
             reset:       0 b        0 b        0 b        0 b        1 b              ok
           touched:    15.8 mb    16.0 mb   651.0 mb  -635.0 mb       1 b              ok
        -abandoned:      76        168        165          3                           not all freed!
           process: user: 9.406 s, system: 18.890 s, faults: 134639, rss: 274.3 mb, commit: 352.0 mb

        """;

    private const string Jemalloc = """
        ___ Begin jemalloc statistics ___
        Version: "5.3.0-0-g54eaed1d8b56b1aa528be3bdd1877e59c56fa90c"
          opt.dirty_decay_ms: 1000 (arenas.dirty_decay_ms: 1000)
        Arenas: 33
        Allocated: 610687176, active: 618848256, metadata: 8000000 (n_thp 0), resident: 1059119104, mapped: 1125564416, retained: 556875776
        Merged arenas stats:
        assigned threads: 8
        decaying:  time       npages       sweeps     madvises       purged
           dirty:   N/A       104766           38          121        94299
        --- End jemalloc statistics ---

        """;

    private const string Json = """
        {"jemalloc":{"version":"5.1.0","opt":{"narenas":8},"arenas":{"page":4096,"bin":[]},"stats":{"allocated":100000000,"active":101000000},"stats.arenas":{"merged":{"nthreads":2,"pdirty":9000}}}}

        """;

    private const string Glibc = """
        <malloc version="1">
        <heap nr="0">
        <sizes>
        </sizes>
        <total type="fast" count="0" size="0"/>
        <total type="rest" count="9" size="50000000"/>
        <system type="current" size="90000000"/>
        </heap>
        <total type="rest" count="9" size="50000000"/>
        <total type="mmap" count="0" size="0"/>
        <system type="current" size="90000000"/>
        <system type="max" size="90000000"/>
        </malloc>

        """;

    private static readonly string[] All = [Tcmalloc, Mimalloc, Jemalloc, Json, Glibc];

    [TestCaseSource(nameof(All))]
    public void WhatALogPutsBeforeEachLine_IsTakenAway(string dump)
    {
        string plain = Output(dump);
        string[] lines = dump.TrimEnd('\n').Split('\n');
        Assert.That(Output(string.Concat(lines.Select(line => $"> {line}\n"))), Is.EqualTo(plain));
        Assert.That(Output(string.Concat(lines.Select((line, i) => $"Apr 25 23:11:{i:00} vm app[35769]: {line}\n"))), Is.EqualTo(plain));
        Assert.That(Output(string.Concat(lines.Select(line => JsonSerializer.Serialize(new { log = line + "\n", stream = "stderr" }) + "\n"))), Is.EqualTo(plain));
        Assert.That(Output("starting {up}\nready\n" + dump + "stopped }\n"), Is.EqualTo(plain));
    }

    [TestCaseSource(nameof(All))]
    public void OfSeveralInOneFile_TheLastIsRead_AndThatIsSaid(string dump)
    {
        string[] one = Output(dump).Split('\n');
        string[] three = Output(dump.Replace("10000000", "77777", StringComparison.Ordinal).Replace("90000000", "77777777", StringComparison.Ordinal) + dump + "between\n" + dump).Split('\n');
        Assert.That(three[0], Is.EqualTo(one[0] + " It is the last of 3 in the file."));
        Assert.That(three[1..], Is.EqualTo(one[1..]));
    }

    [Test]
    public void FiguresOfMimallocAsOlderVersionsWriteThem_AreRead()
        => Assert.That(Output(Mimalloc), Does.StartWith("mimalloc: committed 339.40 MiB (peak 939.40 MiB), reserved 944.10 MiB, resident 274.30 MiB.").And.Contain("a peak that is over: ").And.Contain("abandoned segments: 3 "));

    [Test]
    public void WhereMimallocHasNoColumnOfWhatIsThereNow_ItIsWhatWasTakenAndNotGivenBack()
        => Assert.That(Output("""
            heap stats:     peak      total      freed       unit      count
             committed:   100.0 mb   250.0 mb   160.0 mb       1 b              not all freed!

            """), Does.StartWith("mimalloc: committed 90.00 MiB (peak 100.00 MiB)."));

    [Test]
    public void ALineOfTotals_SaysWhatIsResidentBeyondActive()
        => Assert.That(Output("Allocated: 610687176, active: 618848256, metadata: 8000000 (n_thp 0), resident: 1059119104, mapped: 1125564416, retained: 556875776\n"),
            Does.Contain("resident beyond active: 412.25 MiB resident that is neither active nor metadata").And.Contain("Option: dirty_decay_ms lower, if they are"));

    [Test]
    public void ALineOfTotalsOfAReleaseWithARatio_NamesTheRatio()
        => Assert.That(Output("opt.lg_dirty_mult: 3 (arenas.lg_dirty_mult: 3)\nAllocated: 98081736, active: 107463424, metadata: 5058240, resident: 148221952, mapped: 222298112\n"), Does.Contain("Option: lg_dirty_mult higher, if they are"));

    [Test]
    public void WhereNothingIsFound_ItIsSaidOfWhatTheDumpTells()
        => Assert.That(Output("Allocated: 610687176, active: 618848256\n"), Does.Contain("\nNothing that it tells of is out of the norm; "));

    [Test]
    public void ATextThatIsCutOff_IsSaidToBe()
    {
        Assert.That(Output(Jemalloc[..Jemalloc.IndexOf("decaying", StringComparison.Ordinal)]).Split('\n')[0], Does.EndWith("retained 531.08 MiB. It is cut off before its end: what would stand there is not spoken of."));
        Assert.That(Output(Jemalloc).Split('\n')[0], Does.EndWith("retained 531.08 MiB."));
    }

    [Test]
    public void LinesOfTcmallocThatAreMissing_AreNamed_AndNoFigureIsMadeUp()
    {
        Assert.That(Output(Tcmalloc[..Tcmalloc.IndexOf("MALLOC: +       400000", StringComparison.Ordinal)]), Does.StartWith("tcmalloc: used 9.54 MiB, free pages 19.07 MiB. Its lines of central and transfer caches, thread caches, metadata, given back are missing, so that these are not spoken of.\n"));
        Assert.That(Output(Tcmalloc.Replace("10000000", "0", StringComparison.Ordinal)), Does.StartWith("tcmalloc: used 0 B, free pages 19.07 MiB, "));
    }

    [Test]
    public void ALibraryThatWasBuiltWithoutItsHistory_HasNoRelease()
    {
        Assert.That(Output(Jemalloc.Replace("5.3.0-0-g54eaed1d8b56b1aa528be3bdd1877e59c56fa90c", "0.0.0-0-g000000missing_version_try_git_fetch_tags", StringComparison.Ordinal)), Does.StartWith("jemalloc: allocated "));
        Assert.That(
            Output(Jemalloc.Replace("5.3.0-0-g54", "0.0.0-0-g54", StringComparison.Ordinal).Replace("opt.dirty_decay_ms: 1000 (arenas.dirty_decay_ms: 1000)", "opt.lg_dirty_mult: 3 (arenas.lg_dirty_mult: 3)", StringComparison.Ordinal)
                .Replace("--- End", "bins:     size ind    allocated      nmalloc      ndalloc    nrequests      curregs     curruns regs pgs\n            16   1       160000        20000        10000        20000        10000         100  256   1\n--- End", StringComparison.Ordinal)),
            Does.Contain("Nothing was simulated: no policy is jemalloc before 5.0."));
    }

    [TestCase("", "stats.txt is empty: expected the statistics of an allocator; known are")]
    [TestCase(" \n\n", "stats.txt is empty: expected the statistics of an allocator; known are")]
    [TestCase("\u0001\0\u0002", "stats.txt is no text: expected the statistics of an allocator; known are")]
    [TestCase("\n {\"jemalloc\":", "line 2, byte 13: the JSON is damaged or cut off")]
    [TestCase("{\"jemalloc\":\n{\"version\":\"5.3.0\",\n\"stats\":{\"allocated\":5}", "line 3, byte 24: the JSON is damaged or cut off; it ends with the brace that closes its first one")]
    [TestCase("{\"jemalloc\":null}", "'jemalloc' is no object in braces")]
    [TestCase("{\"jemalloc\":[1,2]}", "'jemalloc' is no object in braces")]
    [TestCase("{\"jemalloc\":{\"stats\":7}}", "the totals are missing (stats: allocated)")]
    [TestCase("{\"jemalloc\":{\"stats\":{\"allocated\":5},\"stats.arenas\":[1]}}", "'stats.arenas' is no object in braces")]
    [TestCase("{\"jemalloc\":{\"stats\":{\"allocated\":5},\"stats.arenas\":{\"merged\":5}}}", "'stats.arenas.merged' is no object in braces")]
    [TestCase("{\"jemalloc\":{\"stats\":{\"allocated\":1e400}}}", "'allocated' is more than 18446744073709551615")]
    [TestCase("{\"jemalloc\":{\"stats\":{\"allocated\":5},\"stats.arenas\":{\"merged\":{\"pdirty\":99999999999999999999}}}}", "'pdirty' is more than 18446744073709551615, the most that a counter holds: the statistics are damaged")]
    [TestCase("one\n___ Begin jemalloc statistics ___\nAllocated: 5, active: 99999999999999999999999999999, mapped: 7\n", "line 3: 'active' is more than 18446744073709551615")]
    [TestCase("log\n<malloc version=\"1\">\n</malloc>\n", "line 2: no <heap> stands between <malloc> and </malloc>")]
    [TestCase("log\n<malloc version=\"1\">\n<heap nr=\"0\">\n<sizes>\n</heap>\n</malloc>\n", "line 5: the XML is damaged")]
    [TestCase("<malloc version=\"1\">\n<heap nr=\"0\"/>\n<system type=\"current\" size=\"99999999999999999999999999\"/></malloc>\n", "size of <system type=\"current\"> is more than 18446744073709551615")]
    [TestCase("MALLOC: 99999999999999999999999999999 ( 1 MiB) Bytes in use by application\n", "'Bytes in use by application' is more than 18446744073709551615")]
    [TestCase("heap stats:    peak      total      freed    current       unit      count\n committed:    99999999999.0 TiB    1.0 GiB    0    1.0 GiB\n", "'committed' is more than 18446744073709551615")]
    [TestCase("heap stats:    peak      total      freed    current       unit      count\n committed:    1.0 GiB    1.0 GiB    0    1.2.3 GiB\n committed:  1.0 GiB", "the row 'committed' is missing or cut off")]
    public void ABrokenFile_IsOneLineThatSaysWhatAndWhere(string text, string expected)
    {
        using TemporaryDirectory directory = new();
        CommandRun run = CommandRun.Of("diagnose", directory.Write("stats.txt", text));
        Assert.That((run.ExitCode, run.Output), Is.EqualTo((1, "")), run.Error);
        Assert.That(run.Error, Does.Contain(expected));
        Assert.That(run.Error.Count(c => c == '\n'), Is.EqualTo(1));
    }

    [Test]
    public void StatisticsCutOffAnywhere_AreALineOrFindings()
    {
        using TemporaryDirectory directory = new();
        string trace = Path.Combine(Repository.Root, "traces", "tiny.txt.gz");
        string[] dumps = [.. All];
        foreach (string options in (string[])["J", ""])
        {
            Assert.That(CommandRun.Of("replay", trace, "--stats", directory["s"], "--stats-opts", options).ExitCode, Is.Zero);
            dumps = [.. dumps, File.ReadAllText(directory["s"])];
        }

        foreach (string dump in dumps)
        {
            int step = Math.Max(1, dump.Length / 25);
            for (int length = 0; length < dump.Length; length += step)
            {
                CommandRun run = CommandRun.Of("diagnose", directory.Write("stats.txt", dump[..length]));
                string said = run.ExitCode == 0 ? run.Output : run.Error;
                Assert.That(run.ExitCode, Is.LessThan(2), said);
                Assert.That(said.Count(c => c == '\n'), Is.InRange(1, run.ExitCode == 0 ? 15 : 1), said);
            }
        }
    }

    private static string Output(string text)
    {
        using TemporaryDirectory directory = new();
        CommandRun run = CommandRun.Of("diagnose", directory.Write("stats.txt", text));
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        return run.Output;
    }
}
