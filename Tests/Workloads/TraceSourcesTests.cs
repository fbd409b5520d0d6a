using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Files;
using AllocSim.Workloads.Sources;
using NUnit.Framework;

namespace AllocSim.Tests.Workloads;

public sealed class TraceSourcesTests
{
    private static readonly string Text = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i} 0 malloc {i} {i % 977}\n{i} 0 ctl u64 name.{i % 9}\n{i} 0 free {i}\n"));

    [Test]
    public void InMemoryTrace_GivesTheSameOperationsEachTime()
    {
        using var direct = TextTraceReaderTests.Reader(Text);
        Operation[] expected = TextTraceReaderTests.ReadAll(direct);
        using var again = TextTraceReaderTests.Reader(Text);
        InMemoryTrace trace = InMemoryTrace.Load(again);
        Assert.That(trace.OperationCount, Is.EqualTo(expected.Length));
        Assert.That(trace.Names, Has.Count.EqualTo(9));
        for (int run = 0; run < 2; run++)
        {
            using ITraceSource source = trace.Open();
            Assert.That(TextTraceReaderTests.ReadAll(source), Is.EqualTo(expected));
        }
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(4096)]
    public void InMemoryTrace_LendsWhatIsNotReadYet(int read)
    {
        using var reader = TextTraceReaderTests.Reader(Text);
        InMemoryTrace trace = InMemoryTrace.Load(reader);
        using ITraceSource whole = trace.Open();
        Operation[] expected = TextTraceReaderTests.ReadAll(whole);
        using ITraceSource source = trace.Open();
        List<Operation> found = [];
        if (read > 0)
        {
            OperationBatch first = new(read);
            Assert.That(source.TryRead(first));
            found.AddRange(first.Operations[..first.Count]);
        }

        while (((ILendingTraceSource)source).TryLend(out OperationBatch? batch))
        {
            found.AddRange(batch.Operations[..batch.Count]);
        }

        Assert.That(found, Is.EqualTo(expected));
    }

    [Test]
    public void PrefetchingTrace_GivesTheSameOperations()
    {
        using var direct = TextTraceReaderTests.Reader(Text);
        Operation[] expected = TextTraceReaderTests.ReadAll(direct);
        using var prefetching = new PrefetchingTrace(TextTraceReaderTests.Reader(Text), 2);
        Assert.That(TextTraceReaderTests.ReadAll(prefetching), Is.EqualTo(expected));
    }

    [Test]
    public void PrefetchingTrace_ThrowsTheErrorWhereItsBatchWouldHaveCome()
    {
        using var prefetching = new PrefetchingTrace(TextTraceReaderTests.Reader("0 0 malloc 0 8\n0 0 free 1\n"));
        Assert.That(() => prefetching.TryRead(new OperationBatch()), Throws.TypeOf<TraceFormatException>().With.Message.StartsWith("t:2:"));
    }

    [Test]
    public void PrefetchingTrace_CanBeAbandoned()
    {
        var prefetching = new PrefetchingTrace(TextTraceReaderTests.Reader(Text), 1);
        prefetching.TryRead(new OperationBatch());
        Assert.That(prefetching.Dispose, Throws.Nothing);
    }

    [Test]
    public void AMissingFile_IsOneLine()
    {
        Assert.That(() => TraceFile.Open("no-such-trace.txt"), Throws.TypeOf<TraceFormatException>().With.Message.StartsWith("no-such-trace.txt: there is no such file; "));
    }
}
