using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using AllocSim.Simulator.Operations;
using AllocSim.Tests.Cli;
using AllocSim.Tests.Workloads.Stacks;
using AllocSim.Workloads;
using AllocSim.Workloads.Files;
using AllocSim.Workloads.Sources;
using AllocSim.Workloads.Transforms;
using NUnit.Framework;

namespace AllocSim.Tests.Workloads;

/// <summary>Files as people have them: packed in several ways, with a mark at the start, with call stacks, or no traces at all.</summary>
[TestFixture]
internal sealed class ForeignFileTests
{
    private const string Plain = "0 0 malloc 0 100\n10 0 free 0\n";

    [Test]
    public void AFilePackedByZstd_IsRead()
    {
        using ZstdSharp.Compressor compressor = new();
        Assert.That(Count(compressor.Wrap(Encoding.ASCII.GetBytes(Plain)).ToArray()), Is.EqualTo(2));
    }

    [Test]
    public void AFilePackedByXz_IsRead_AndADamagedOneRefused()
    {
        Assume.That(File.Exists("/usr/bin/xz"), "xz is installed");
        using Process xz = Process.Start(new ProcessStartInfo("/usr/bin/xz", ["-c"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        xz.StandardInput.Write(Plain);
        xz.StandardInput.Close();
        using MemoryStream packed = new();
        xz.StandardOutput.BaseStream.CopyTo(packed);
        xz.WaitForExit();
        byte[] bytes = packed.ToArray();
        Assert.That(Count(bytes), Is.EqualTo(2));
        Assert.That(() => Count(bytes[..^20]), Throws.TypeOf<TraceFormatException>());
    }

    [Test]
    public void ADamagedFile_IsRefusedInOneLine([Values("zstd", "gzip")] string form)
    {
        using ZstdSharp.Compressor compressor = new();
        byte[] text = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 5000).Select(i => $"{i} 0 malloc {i} {i * 7919 % 1000}\n")));
        byte[] whole = form == "zstd" ? compressor.Wrap(text).ToArray() : Gzip(text);
        Assert.That(() => Count(whole[..(whole.Length / 2)]), Throws.TypeOf<TraceFormatException>().With.Message.Not.Contains("\n"));
        Assert.That(() => Count(whole[..12]), Throws.TypeOf<TraceFormatException>());
    }

    [Test]
    public void AByteOrderMark_IsPassedOver() => Assert.That(Count([0xEF, 0xBB, 0xBF, .. Encoding.ASCII.GetBytes(Plain)]), Is.EqualTo(2));

    [TestCase("heap_v2/524288\n  t*: 1: 2 [0: 0]\n", "a heap profile of jemalloc")]
    [TestCase("heap profile:      1:       24 [    18:    33292] @ heapprofile\n", "a heap profile of gperftools")]
    [TestCase("desc: --massif-out-file=m\ncmd: ./a\ntime_unit: i\n", "Massif")]
    [TestCase("{\"dhatFileVersion\":2\n", "DHAT")]
    [TestCase("{\"jemalloc\":{\"version\":\"5.3.0\"}}", "malloc_stats_print")]
    [TestCase("___ Begin jemalloc statistics ___\nVersion: 5\n", "malloc_stats_print")]
    [TestCase("12 brk(NULL) = 0x55bc4750f000\n12 mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE, -1, 0) = 0x7fb31c01d000\n", "strace")]
    [TestCase("memray\0\r\0\0\0\u00f0\u0007\u000b\u0003", "memray parse")]
    [TestCase("\u0004\"M\u0018d@\u00a7\u0010\0\0\0\u00f0\u0007memray\0\r", "memray parse")]
    [TestCase("\u0004\"M\u0018d@\u00a7\u0010\0\0\0\u00f0\u0007other\0\r", "lz4")]
    [TestCase("allocator,num_allocations,size,tid,thread_name,stack_trace\nMALLOC,1,24,0x1,main,f;a.py;3\n", "memray's table of sums")]
    [TestCase("HEADER magic=memray version=13 file_format=AGGREGATED_ALLOCATIONS main_tid=1 start_time=1\n", "without it")]
    [TestCase("uftrace file header: magic         = 4674726163652100\n", "dump --chrome")]
    [TestCase("# DURATION     TID     FUNCTION\n   1.633 us [  8239] |     main();\n", "record -a")]
    [TestCase("# DURATION     TID     FUNCTION\n   1.633 us [  8239] |     malloc();\n", "record -a")]
    [TestCase("\u007fELF\u0002\u0001", "executable")]
    public void AFileWithoutCalls_IsCalledByItsName(string text, string what)
    {
        Assert.That(() => Count(Encoding.Latin1.GetBytes(text)), Throws.TypeOf<TraceFormatException>().With.Message.Contains(what));
        Assert.That(() => Count(Encoding.Latin1.GetBytes(text), new TraceReadOptions { Lenient = true }), Throws.TypeOf<TraceFormatException>(), "read leniently, too");
    }

    [Test]
    public void HeaptracksNames_BecomeCallStacks()
    {
        using IOriginTrace source = TraceFile.Open(Path.Combine(ImporterTests.Samples, "heaptrack-names.txt"));
        OperationBatch batch = new();
        Assert.That(source.TryRead(batch), Is.True);
        Assert.That(string.Join(" < ", source.CallStacks[batch.NeedStacks()[0] - 1]), Is.EqualTo("main (demo.c:20) < keep (demo.c:5) < main (demo.c:12)"), "an inlined function is a frame of its own");
    }

    [TestCase("uftrace-chrome.json", 2, "std::vector::_M_realloc_insert < main")]
    [TestCase("memray.txt", 1, "load (app.py) < <module> (app.py)")]
    [TestCase("bytehound.json", 0, "load (app.c:5) < main (app.c:20)")]
    [TestCase("bytehound.json", 2, "app 0x40163f")]
    public void CallStacksOfAFormat_AreKept(string file, int operation, string expected)
    {
        using IOriginTrace source = TraceFile.Open(Path.Combine(ImporterTests.Samples, file));
        OperationBatch batch = new();
        Assert.That(source.TryRead(batch), Is.True);
        Assert.That(string.Join(" < ", source.CallStacks[batch.NeedStacks()[operation] - 1]), Is.EqualTo(expected));
    }

    [Test]
    public void AllocationsOfBytehound_InAnotherOrder_AreRefusedInWords()
    {
        const string row = "{{\"address\":{0},\"timestamp\":{{\"secs\":{1},\"fract_nsecs\":0}},\"thread\":1,\"size\":8}}";
        string text = "{\"allocations\":[" + string.Format(CultureInfo.InvariantCulture, row, 4096, 9) + "," + string.Format(CultureInfo.InvariantCulture, row, 8192, 3) + "],\"total_count\":2}";
        Assert.That(() => Count(Encoding.ASCII.GetBytes(text)), Throws.TypeOf<TraceFormatException>().With.Message.Contains("sort_by=timestamp"));
    }

    [Test]
    public void AFolderOfUftrace_IsCalledByItsName()
    {
        using TemporaryDirectory directory = new();
        File.WriteAllText(directory["info"], "Ftrace!");
        File.WriteAllText(directory["task.txt"], "SESS\n");
        Assert.That(() => TraceFile.Open(directory.Path), Throws.TypeOf<TraceFormatException>().With.Message.Contains("uftrace dump --chrome"));
    }

    [Test]
    public void ATraceIsNotWrittenOverItself()
    {
        using TemporaryDirectory directory = new();
        string trace = directory.Write("t.txt", Plain);
        CommandRun run = CommandRun.Of("trace", "convert", trace, trace);
        Assert.That((run.ExitCode, File.ReadAllText(trace)), Is.EqualTo((1, Plain)));
        Assert.That(run.Error, Does.Contain("another name is needed"));
    }

    [Test]
    public void WhatBytehoundExportsForHeaptrack_IsRead()
        => Assert.That(Count("v 10100 2\nX /usr/bin/app\ns /usr/bin/app\ns main\ni 401000 1 2\nt 1 0\na 64 1\nc 1\n+ 0\nc 3\n- 0\n"u8.ToArray()), Is.EqualTo(2));

    [Test]
    public void TheEndOfAThread_HasOneTime()
        => Assert.That(Count(Encoding.ASCII.GetBytes("5: malloc 0x1000 8 100 110\n6: malloc 0x2000 8 120 130\n6: thread_done 0x0 140\n5: free 0x1000 150 160\n")), Is.EqualTo(4));

    [TestCase("true", 1UL)]
    [TestCase("1", 1UL)]
    [TestCase("false", 0UL)]
    public void AControlOfTypeBool_TakesTrueAndFalse(string value, ulong expected)
    {
        using IOriginTrace source = TraceFile.Open(new MemoryStream(Encoding.ASCII.GetBytes($"0 0 ctl bool prof.active {value}\n")), "t", TraceReadOptions.Strict);
        Assert.That(TextTraceReaderTests.ReadAll(source).Single().Extra, Is.EqualTo(expected));
        Assert.That(() => Count(Encoding.ASCII.GetBytes("0 0 ctl bool prof.active 2\n")), Throws.TypeOf<TraceFormatException>().With.Message.Contains("true or false"));
    }

    private static byte[] Gzip(byte[] text)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
        {
            gzip.Write(text);
        }

        return packed.ToArray();
    }

    private static long Count(byte[] bytes, TraceReadOptions? options = null)
    {
        using IOriginTrace source = TraceFile.Open(new MemoryStream(bytes), "t", options ?? TraceReadOptions.Strict);
        return CheckedTrace.Check(source);
    }
}
