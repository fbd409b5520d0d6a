using System.Text;
using AllocSim.Simulator.Operations;
using AllocSim.Tests.House;
using AllocSim.Workloads;
using AllocSim.Workloads.Files;
using AllocSim.Workloads.Import;
using AllocSim.Workloads.Transforms;
using NUnit.Framework;

namespace AllocSim.Tests.Workloads;

/// <summary>Each foreign format on a small sample. Those of mtrace, Valgrind, ltrace and heaptrack were made by these tools from one small C program.</summary>
[TestFixture]
internal sealed class ImporterTests
{
    public static string Samples { get; } = Path.Combine(Repository.Root, "Tests", "Workloads", "Samples");

    [TestCase("mtrace.txt", "glibc mtrace", 48, "1 repair: 1 FailedCall")]
    [TestCase("valgrind.txt", "Valgrind --trace-malloc", 48, "2 repairs: 1 FailedCall, 1 ReallocToZero")]
    [TestCase("ltrace.txt", "CMT text or ltrace", 46, "3 repairs: 1 UnknownObject, 1 FailedCall, 1 ReallocToZero")]
    [TestCase("ltrace-halves.txt", "CMT text or ltrace", 6, "no repairs")]
    [TestCase("lttng.txt", "LTTng libc wrapper", 5, "no repairs")]
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

    [Test]
    public void OnHeaptracksOwnRecording_EveryAllocationIsRead()
    {
        string file = Path.Combine(Repository.Root, "..", "shared", "foreign", "heaptrack.david.18594.gz");
        Assume.That(File.Exists(file));
        using IOriginTrace source = TraceFile.Open(file);
        Assert.That(CheckedTrace.Check(source), Is.EqualTo(2896 + 2859));
    }
}
