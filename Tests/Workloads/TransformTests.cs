using System.Text;
using AllocSim.Simulator.Operations;
using AllocSim.Workloads;
using AllocSim.Workloads.Files;
using AllocSim.Workloads.Import;
using AllocSim.Workloads.Statistics;
using AllocSim.Workloads.Text;
using AllocSim.Workloads.Transforms;
using NUnit.Framework;

namespace AllocSim.Tests.Workloads;

[TestFixture]
internal sealed class TransformTests
{
    private const string Small = "0 0 malloc 0 10\n5 1 malloc 1 20\n6 1 realloc 2 1 30\n7 1 exit\n10 0 free 0\n12 0 free 2\n";

    [Test]
    public void ASlice_AllocatesWhatIsAliveAtItsStart_InOrderOfBirth()
    {
        using var slice = new SlicedTrace(TextTraceReaderTests.Reader(Small), new TraceRange { FromTimeNs = 10 });
        Assert.That(TextOf(slice), Is.EqualTo("10 0 malloc 0 10\n10 0 malloc 2 30\n10 0 free 0\n12 0 free 2\n"));
    }

    [Test]
    public void ASliceThatBeginsAfterTheLastOperation_IsAnError_AsIsOneThatEndsBeforeItBegins()
    {
        using SlicedTrace late = new(TextTraceReaderTests.Reader(Small), new TraceRange { FromTimeNs = 1_000_000 });
        Assert.That(() => TextOf(late), Throws.TypeOf<TraceFormatException>().With.Message.Contains("comes before the part begins"));
        Assert.That(new[] { new TraceRange { FromIndex = 5, ToIndex = 5 }, new TraceRange { FromTimeNs = 9, ToTimeNs = 8 } }, Is.All.Property(nameof(TraceRange.IsEmpty)).True);
        Assert.That(new TraceRange().IsEmpty, Is.False);
    }

    [TestCase("100ns/op", "0 0 malloc 0 10\n100 1 malloc 1 20\n200 1 realloc 2 1 30\n")]
    [TestCase("2us/op/thread", "0 0 malloc 0 10\n0 1 malloc 1 20\n2000 1 realloc 2 1 30\n")]
    public void ADeclaredClock_TakesThePlaceOfATracesOwnTimes(string clock, string expected)
    {
        Assert.That(ClockRule.TryParse(clock, out ClockRule rule));
        using IOriginTrace trace = TraceFile.Open(new MemoryStream(Encoding.ASCII.GetBytes(Small)), "t", new TraceReadOptions { Clock = rule });
        Assert.That(TextOf(new SlicedTrace(trace, new TraceRange { ToIndex = 3 })), Is.EqualTo(expected));
        Assert.That(trace.Origin.Clock, Is.EqualTo($"declared, {rule}"));
    }

    [TestCase("0.5ns/op")]
    [TestCase("0.0001us/op/thread")]
    public void AClockOfLessThanANanosecond_IsNone(string clock) => Assert.That(ClockRule.TryParse(clock, out _), Is.False);

    [Test]
    public void ASlice_EndsBeforeItsEnd()
    {
        using var slice = new SlicedTrace(TextTraceReaderTests.Reader(Small), new TraceRange { FromIndex = 1, ToIndex = 3 });
        Assert.That(TextOf(slice), Is.EqualTo("5 0 malloc 0 10\n5 1 malloc 1 20\n6 1 realloc 2 1 30\n"));
    }

    [Test]
    public void AScaledTrace_HasAThreadAndAnObjectForEachCopy()
    {
        using var scaled = new ScaledTrace(TextTraceReaderTests.Reader("10 0 malloc 0 8\n15 1 free 0\n16 1 exit\n16 0 stats\n"), 2, 1.5m);
        Assert.That(TextOf(scaled), Is.EqualTo("15 0 malloc 0 8\n15 1 malloc 1 8\n22 2 free 0\n22 3 free 1\n24 2 exit\n24 3 exit\n24 0 stats\n"));
    }

    [Test]
    public void AMergedTrace_IsInOrderOfTime()
    {
        using var merged = new MergedTrace([TextTraceReaderTests.Reader("1 0 malloc 0 8\n9 0 ctl void b\n"), TextTraceReaderTests.Reader("1 0 malloc 0 9\n5 0 ctl void a\n")]);
        Assert.That(TextOf(merged), Is.EqualTo("1 0 malloc 0 8\n1 1 malloc 1 9\n5 1 ctl void a\n9 0 ctl void b\n"));
    }

    [Test]
    public void EveryTransform_KeepsATraceWellFormed()
    {
        string text = AtraceTests.RandomTrace(21, 20_000);
        Assert.Multiple(() =>
        {
            Assert.That(CheckedTrace.Check(new SlicedTrace(TextTraceReaderTests.Reader(text), new TraceRange { FromIndex = 7_000, ToIndex = 15_000 })), Is.GreaterThan(8_000));
            Assert.That(CheckedTrace.Check(new ScaledTrace(TextTraceReaderTests.Reader(text), 3, 0.25m)), Is.EqualTo(60_000));
            Assert.That(CheckedTrace.Check(new MergedTrace([TextTraceReaderTests.Reader(text), TextTraceReaderTests.Reader(text)])), Is.EqualTo(40_000));
        });
    }

    [Test]
    public void Statistics_CountWhatATraceDoes()
    {
        using var source = TextTraceReaderTests.Reader(Small);
        TraceStatistics statistics = TraceStatistics.Of(source);
        Assert.Multiple(() =>
        {
            Assert.That(statistics.Operations, Is.EqualTo(6));
            Assert.That(statistics.Threads, Is.EqualTo(2));
            Assert.That(statistics.LiveBytesPeak, Is.EqualTo(40));
            Assert.That(statistics.LiveBytesPeakTimeNs, Is.EqualTo(6));
            Assert.That(statistics.LiveCountPeak, Is.EqualTo(2));
            Assert.That(statistics.LiveCount, Is.Zero);
            Assert.That(statistics.CrossThreadFrees, Is.EqualTo(1));
            Assert.That(statistics.Reallocs.Grown, Is.EqualTo(1));
            Assert.That(statistics.LifetimesNs.Sum, Is.EqualTo((UInt128)(1 + 10 + 6)));
            Assert.That(statistics.CountOf(OperationKind.Malloc), Is.EqualTo(2));
        });
    }

    [Test]
    public void AHistogram_PutsEachValueBetweenTheBoundsOfItsBucket()
    {
        ulong[] values = [0, 1, 7, 8, 9, 10, 11, 15, 16, 100, 1023, 1024, 1UL << 40, ulong.MaxValue / 2];
        foreach (ulong value in values)
        {
            var histogram = new LogHistogram();
            histogram.Add(value);
            (ulong least, ulong greatest, long count) = histogram.Buckets().Single();
            Assert.That(value, Is.InRange(least, greatest));
            Assert.That(count, Is.EqualTo(1));
            Assert.That(histogram.Quantile(0.5), Is.EqualTo(value));
        }
    }

    internal static string TextOf(ITraceSource source)
    {
        using var output = new MemoryStream();
        using (var writer = new TextTraceWriter(output))
        {
            var batch = new OperationBatch(3);
            while (source.TryRead(batch))
            {
                writer.Write(batch, source.Names);
            }
        }

        return Encoding.UTF8.GetString(output.ToArray());
    }
}
