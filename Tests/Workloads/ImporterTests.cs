using System.Text;
using AllocSim.Simulator.Operations;
using AllocSim.Tests.House;
using AllocSim.Workloads;
using AllocSim.Workloads.Files;
using AllocSim.Workloads.Import;
using AllocSim.Workloads.Transforms;
using NUnit.Framework;

namespace AllocSim.Tests.Workloads;

/// <summary>Each foreign format on a small sample. Those of mtrace, Valgrind, ltrace, heaptrack and uftrace were made by these tools from small programs; memray's and bytehound's are written after what these programs print.</summary>
[TestFixture]
internal sealed class ImporterTests
{
    public static string Samples { get; } = Path.Combine(Repository.Root, "Tests", "Workloads", "Samples");

    [TestCase("mtrace.txt", "glibc mtrace", 48, "1 repair: 1 FailedCall")]
    [TestCase("valgrind.txt", "Valgrind --trace-malloc", 48, "2 repairs: 1 FailedCall, 1 ReallocToZero")]
    [TestCase("ltrace.txt", "CMT text or ltrace", 46, "3 repairs: 1 UnknownObject, 1 FailedCall, 1 ReallocToZero")]
    [TestCase("ltrace-halves.txt", "CMT text or ltrace", 6, "no repairs")]
    [TestCase("lttng.txt", "LTTng libc wrapper", 5, "no repairs")]
    [TestCase("uftrace-replay.txt", "uftrace", 28, "4 repairs: 4 UnknownObject")]
    [TestCase("uftrace-chrome.json", "uftrace", 6, "no repairs")]
    [TestCase("memray.txt", "memray parse", 10, "no repairs")]
    [TestCase("bytehound.json", "bytehound", 7, "no repairs")]
    [TestCase("heaptrack-names.txt", "heaptrack", 3, "no repairs; 1 time the format does not say which of several equal objects is meant")]
    [TestCase("heaptrack-raw.txt", "heaptrack", 51, "no repairs")]
    [TestCase("heaptrack-3.txt", "heaptrack", 51, "no repairs")]
    [TestCase("logalloc.txt", "Mozilla logalloc", 10, "3 repairs: 1 UnknownObject, 1 ReallocToZero, 1 OtherProcess")]
    [TestCase("logalloc-munged.txt", "Mozilla logalloc", 5, "no repairs")]
    [TestCase("android.txt", "Android record_allocs", 8, "no repairs")]
    [TestCase("android-timed.txt", "Android record_allocs", 4, "1 repair: 1 TimeBack")]
    [TestCase("utrace.txt", "FreeBSD utrace", 4, "no repairs")]
    [TestCase("utrace-timed.txt", "FreeBSD utrace", 2, "no repairs")]
    [TestCase("utrace-jemalloc.txt", "FreeBSD utrace", 2, "no repairs")]
    [TestCase("jemalloc-log.txt", "jemalloc log", 6, "no repairs")]
    [TestCase("cheri.tsv", "CHERI call trace", 4, "no repairs")]
    [TestCase("cheri-dtrace.txt", "CHERI call trace", 2, "no repairs")]
    [TestCase("cmt.txt", "CMT text or ltrace", 5, "no repairs")]
    [TestCase("malloclab.rep", "malloc-lab .rep", 6, "no repairs")]
    [TestCase("rmm.csv", "RMM log", 3, "1 repair: 1 FailedCall")]
    [TestCase("wee.rs", "wee_alloc", 6, "no repairs")]
    [TestCase("landing.csv", "CSV", 6, "no repairs")]
    [TestCase("glibc-trace.bin", "glibc-malloc-trace-utils", 8, "2 repairs: 1 UnknownObject, 1 Inversion")]
    public void ASample_IsRecognisedByItsContent_AndRead(string file, string format, int operations, string repairs)
    {
        using IOriginTrace source = TraceFile.Open(Path.Combine(Samples, file));
        using IOriginTrace again = TraceFile.Open(new MemoryStream(TextTraceReaderTests.Gzip(Encoding.Latin1.GetString(File.ReadAllBytes(Path.Combine(Samples, file))))), "t", TraceReadOptions.Strict);
        long count = CheckedTrace.Check(source);
        Assert.Multiple(() =>
        {
            Assert.That(source.Origin.Source, Is.EqualTo(format));
            Assert.That(count, Is.EqualTo(operations));
            Assert.That(source.Repairs.ToString(), Is.EqualTo(repairs));
            Assert.That(CheckedTrace.Check(again), Is.EqualTo(operations), "packed by gzip");
        });
    }

    [Test]
    public void EveryFormatHasASample()
    {
        var seen = new HashSet<string>();
        foreach (string file in Directory.GetFiles(Samples))
        {
            using IOriginTrace source = TraceFile.Open(file);
            seen.Add(source.Origin.Source);
        }

        Assert.That(seen, Is.SupersetOf(ForeignFormats.Names));
    }

    [TestCase("android.txt", """
        0 0 malloc 0 64
        100 0 calloc 1 4 32
        200 0 realloc 2 1 256
        300 1 memalign 3 256 1000
        400 1 free 2
        500 1 exit
        600 2 malloc 4 8
        700 0 realloc 5 - 16

        """)]
    [TestCase("landing.csv", """
        0 0 malloc 0 24
        100 1 calloc 1 3 100
        200 0 realloc 2 0 60
        300 0 memalign 3 256 700
        400 1 free 2
        500 1 exit

        """)]
    [TestCase("ltrace-halves.txt", """
        20000000 0 malloc 0 64
        30000000 1 malloc 1 100
        50000000 0 malloc 2 100
        100000000 1 realloc 3 1 900
        110000000 1 free 3
        120000000 0 calloc 4 2 30

        """)]
    [TestCase("lttng.txt", """
        0 0 malloc 0 100
        1000 0 calloc 1 3 20
        3000 1 realloc 2 - 50
        4000 1 memalign 3 64 200
        5000 1 free 0

        """)]
    [TestCase("uftrace-chrome.json", """
        10280 0 malloc 0 24
        11722 0 malloc 1 400
        138550 0 malloc 2 800
        141315 0 free 1
        147637 0 free 2
        148148 0 free 0

        """)]
    [TestCase("memray.txt", """
        0 0 malloc 0 4096
        10000000 0 malloc 1 600
        10000100 0 realloc 2 1 1200
        10000200 1 realloc 3 - 24
        10000300 1 free 0
        10000400 0 malloc 4 100
        10000500 0 free 2
        10000600 0 memalign 5 4096 64
        10000700 0 malloc 6 40
        10000800 0 free 6

        """)]
    [TestCase("bytehound.json", """
        0 0 malloc 0 100
        1000 0 malloc 1 60
        2000 1 malloc 2 32
        3000 0 realloc 3 1 600
        4000 1 free 0
        5000 1 malloc 4 48
        6000 0 free 3

        """)]
    [TestCase("rmm.csv", "0 0 malloc 0 1048576\n500116000 0 malloc 1 4096\n2000116000 0 free 0\n")]
    [TestCase("glibc-trace.bin", """
        0 0 malloc 0 24
        100 0 calloc 1 1 300
        200 1 realloc 2 0 90
        300 0 free 1
        400 1 memalign 3 64 100
        500 1 free 3
        600 1 malloc 4 50
        700 0 memalign 5 128 100

        """)]
    public void CallsBecomeOperations(string file, string expected)
    {
        using IOriginTrace source = TraceFile.Open(Path.Combine(Samples, file));
        Assert.That(TransformTests.TextOf(source), Is.EqualTo(expected));
    }

    [TestCase("1us/op", "0 0\n1000 0\n2000 0\n3000 1\n", "declared, 1000ns/op")]
    [TestCase("1us/op/thread", "0 0\n1000 0\n2000 0\n2000 1\n", "declared, 1000ns/op/thread")]
    public void ADeclaredClock_GivesTheTimes_AndIsTold(string clock, string expected, string told)
    {
        Assert.That(ClockRule.TryParse(clock, out ClockRule rule), Is.True);
        using IOriginTrace source = TraceFile.Open(Path.Combine(Samples, "android.txt"), new TraceReadOptions { Clock = rule });
        Operation[] all = TextTraceReaderTests.ReadAll(source);
        Assert.That(string.Concat(all.Take(4).Select(o => $"{o.TimeNs} {o.Thread}\n")), Is.EqualTo(expected));
        Assert.That(source.Origin.Clock, Is.EqualTo(told));
    }

    [TestCase("android.txt", "declared by default, 100ns/op")]
    [TestCase("android-timed.txt", "recorded")]
    public void TheClock_IsAlwaysTold(string file, string told)
    {
        using IOriginTrace source = TraceFile.Open(Path.Combine(Samples, file));
        TextTraceReaderTests.ReadAll(source);
        Assert.That(source.Origin.Clock, Is.EqualTo(told));
    }

    [Test]
    public void OverlappingCallsInAJemallocLog_AreRefused()
    {
        const string text = "core.malloc.entry: size: 24\ncore.malloc.entry: size: 25\n";
        using IOriginTrace source = TraceFile.Open(new MemoryStream(Encoding.ASCII.GetBytes(text)), "t", TraceReadOptions.Strict);
        Assert.That(() => TextTraceReaderTests.ReadAll(source), Throws.TypeOf<TraceFormatException>().With.Message.StartsWith("t:2: core.malloc begins before core.malloc has ended"));
    }

    /// <summary>heaptrack 1.4 ran a program that calls malloc 40 times, realloc 20 times and free 30 times; libstdc++, which heaptrack brings along, has one object more, and a realloc is an end and a beginning.</summary>
    [Test]
    public void OnHeaptracksOwnRecording_EveryAllocationIsRead()
    {
        using IOriginTrace source = TraceFile.Open(Path.Combine(Repository.Root, "Tests", "Workloads", "Recorded", "heaptrack-loop.zst"));
        Assert.That(CheckedTrace.Check(source), Is.EqualTo(61 + 51));
    }
}
