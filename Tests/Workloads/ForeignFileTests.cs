using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using AllocSim.Simulator.Operations;
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
