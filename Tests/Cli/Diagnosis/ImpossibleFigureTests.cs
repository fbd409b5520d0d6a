using System.Globalization;
using System.Text.RegularExpressions;

namespace AllocSim.Tests.Cli.Diagnosis;

/// <summary>Figures that cannot be: no numbers, below 0, or a part that is more than the whole.</summary>
[TestFixture]
internal sealed partial class ImpossibleFigureTests
{
    private const string Json = """
        {"jemalloc":{"version":"5.1.0","opt":{"narenas":8},"arenas":{"page":4096,"dirty_decay_ms":-1,"bin":[{"size":64,"nregs":64}]},"stats":{"allocated":10000000,"active":30000000,"resident":60000000},
        "stats.arenas":{"merged":{"nthreads":1,"pdirty":3000,"dirty_decay_ms":-1,"mutexes":{"large":{"num_ops":5}},"bins":[{"curslabs":3000,"curregs":50000}]}}}}
        """;

    private const string Text = """
        ___ Begin jemalloc statistics ___
        Page size: 4096
        Allocated: 10000000, active: 30000000, resident: 60000000
        Merged arenas stats:
        assigned threads: 3
        decaying:  time       npages       sweeps     madvises       purged
           dirty:   N/A         1000           38          121        94299
        tcache_bytes:                 100000
        bins:           size ind    allocated      nmalloc      ndalloc    nrequests      curregs     curslabs regs pgs
                          16   1        16000         9000         8000         3000         1000            4  256   1
        3 lines of a log stand between
        --- End jemalloc statistics ---

        """;

    private const string Glibc = """
        <malloc version="1">
        <heap nr="0">
        <total type="fast" count="9" size="2000000"/>
        <total type="rest" count="9" size="8000000"/>
        <system type="current" size="12000000"/>
        </heap>
        <heap nr="1"><total type="rest" count="9" size="8000000"/><system type="current" size="9000000"/></heap>
        <heap nr="2"><total type="rest" count="9" size="8000000"/><system type="current" size="9000000"/></heap>
        <heap nr="3"><total type="rest" count="9" size="8000000"/><system type="current" size="9000000"/></heap>
        <total type="fast" count="9" size="2000000"/>
        <total type="rest" count="9" size="32000000"/>
        <total type="mmap" count="2000" size="9000000"/>
        <system type="current" size="39000000"/>
        <system type="max" size="39000000"/>
        </malloc>

        """;

    private const string Tcmalloc = "MALLOC:       10000000 (    9.5 MiB) Bytes in use by application\nMALLOC: +     20000000 (   19.1 MiB) Bytes in page heap freelist\nMALLOC:   ------------\nMALLOC:              1              Thread heaps in use\n";

    private const string Mimalloc = "heap stats:    peak      total      freed    current       unit      count\n  reserved:   944.2 mb   946.7 mb     2.5 mb   944.1 mb       1 b              not all freed!\n committed:   939.4 mb   997.2 mb   657.8 mb   339.4 mb       1 b              not all freed!\n";

    [TestCase(Json, "\"allocated\":10000000", "\"allocated\":-5", "'allocated' is -5, where a number of 0 or more would be right: the statistics are damaged")]
    [TestCase(Json, "\"allocated\":10000000", "\"allocated\":\"x\"", "'allocated' is 'x', where a number of 0 or more would be right")]
    [TestCase(Json, "\"active\":30000000", "\"active\":null", "'active' is empty, where a number of 0 or more would be right")]
    [TestCase(Json, "\"pdirty\":3000", "\"pdirty\":-1", "'pdirty' is -1, where")]
    [TestCase(Json, "\"dirty_decay_ms\":-1", "\"dirty_decay_ms\":-2", "'dirty_decay_ms' is -2, where a number of -1 or more would be right")]
    [TestCase(Json, "\"curregs\":50000", "\"curregs\":-50000", "'curregs' is -50000, where")]
    [TestCase(Json, "\"curregs\":50000", "\"curregs\":\"many\"", "'curregs' is 'many', where")]
    [TestCase(Json, "\"num_ops\":5", "\"num_ops\":-5", "'num_ops' is -5, where")]
    [TestCase(Json, "\"nregs\":64", "\"nregs\":-64", "'nregs' is -64, where")]
    [TestCase(Json, "\"page\":4096", "\"page\":0", "'page' is 0, where the bytes of a page would be right")]
    [TestCase(Json, "\"allocated\":10000000", "\"allocated\":900000000", "'allocated' is 900000000 (858.31 MiB), where at most 'active' would be right, which is 30000000")]
    [TestCase(Json, "\"resident\":60000000", "\"resident\":10000000", "'active' is 30000000 (28.61 MiB), where at most 'resident' would be right, which is 10000000")]
    [TestCase(Text, "Page size: 4096", "Page size: x", "line 2: 'Page size' is 'x', where")]
    [TestCase(Text, "Allocated: 10000000", "Allocated: -10000000", "line 3: 'allocated' is -10000000, where")]
    [TestCase(Text, "active: 30000000", "active: x", "line 3: 'active' is 'x', where")]
    [TestCase(Text, "active: 30000000", "active: 3", "'allocated' is 10000000 (9.54 MiB), where at most 'active' would be right, which is 3:")]
    [TestCase(Text, "threads: 3", "threads: -3", "line 5: 'assigned threads' is -3, where")]
    [TestCase(Text, "N/A         1000", "N/A         -100", "line 7: 'npages' is -100, where")]
    [TestCase(Text, "                 100000", "                 -100000", "line 8: 'tcache_bytes' is -100000, where")]
    [TestCase(Text, "3000         1000", "3000        -1000", "line 10: 'curregs' is -1000, where")]
    [TestCase(Text, "3000         1000", "3000            x", "line 10: 'curregs' is 'x', where")]
    [TestCase(Glibc, "\"39000000\"", "\"x\"", "line 13: size of <system type=\"current\"> is 'x', where a number of 0 or more would be right")]
    [TestCase(Glibc, "size=\"", "size=\"x", "line 13: size of <system type=\"current\"> is 'x39000000', where")]
    [TestCase(Glibc, "<system type=\"current\" size=\"9000000\"", "<system type=\"current\" size=\"-9\"", "line 7: size of <system type=\"current\"> is -9, where")]
    [TestCase(Glibc, "size=\"32000000\"", "", "line 11: size of <total type=\"rest\"> is empty, where")]
    [TestCase(Glibc, "count=\"2000\"", "count=\"-2000\"", "line 12: count of <total type=\"mmap\"> is -2000, where")]
    [TestCase(Glibc, "<system type=\"current\" size=\"39000000\"/>", "", "line 1: <system type=\"current\" size=\"…\"/> of the whole is missing")]
    [TestCase(Glibc, "\"32000000\"", "\"42000000\"", "are 44000000 bytes, where at most <system type=\"current\"> would be right, which is 39000000")]
    [TestCase(Tcmalloc, "20000000", "-2000000", "line 2: 'Bytes in page heap freelist' is -2000000, where")]
    [TestCase(Tcmalloc, "10000000", "x", "line 1: 'Bytes in use by application' is 'x', where")]
    [TestCase(Mimalloc, " 339.4 mb", "-339.4 mb", "line 3: bytes of 'committed' now is -355886694.4, where")]
    [TestCase(Mimalloc, " 944.2 mb", "-944.2 mb", "line 2: bytes of 'reserved' at the peak is -99006")]
    public void WhatCannotBe_IsOneLineThatSaysWhichFigure_AndWhatWouldBeRight(string dump, string right, string wrong, string expected)
    {
        Assert.That(Run(dump).ExitCode, Is.Zero, Run(dump).Error);
        CommandRun run = Run(dump.Replace(right, wrong, StringComparison.Ordinal));
        Assert.That((run.ExitCode, run.Output), Is.EqualTo((1, "")));
        Assert.That(run.Error, Does.Contain(expected));
        Assert.That(run.Error.Count(c => c == '\n'), Is.EqualTo(1));
    }

    [Test]
    public void OfArenasAndFastBins_TheFreeChunksAreCountedOnce()
    {
        string output = Run(Glibc).Output;
        Assert.That(output, Does.Contain("from the system 37.19 MiB and 8.58 MiB in mapped chunks").And.Contain("free chunks: 32.42 MiB").And.Contain("arenas: 4 arenas; those beside the first took 25.75 MiB, 22.89 MiB of it free").And.Contain("fast bins: 1.91 MiB"));
        Assert.That(double.Parse(Sum().Match(output).Groups[1].Value, CultureInfo.InvariantCulture), Is.EqualTo(32.42 + (2000 * 2048 / 1048576.0)).Within(0.01), "half a page for each mapped chunk beside the free chunks");
    }

    [Test]
    public void ThreadsOfTcmalloc_AreCountedInWordsThatFit()
        => Assert.That(Run(Tcmalloc + "MALLOC: +      9000000 (    8.6 MiB) Bytes in thread cache freelists\n").Output, Does.Contain("8.58 MiB in threads' caches of 1 thread, "));

    private static CommandRun Run(string text)
    {
        using TemporaryDirectory folder = new();
        return CommandRun.Of("diagnose", folder.Write("dump", text));
    }

    [GeneratedRegex("at most ([0-9.]+) MiB of memory in all")]
    private static partial Regex Sum();
}
