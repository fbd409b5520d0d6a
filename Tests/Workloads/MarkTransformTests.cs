using AllocSim.Simulator.Operations;
using AllocSim.Tests.Cli;
using AllocSim.Workloads;
using AllocSim.Workloads.Atrace;
using AllocSim.Workloads.Files;
using AllocSim.Workloads.Sources;
using AllocSim.Workloads.Transforms;
using NUnit.Framework;

namespace AllocSim.Tests.Workloads;

/// <summary>What is made of a trace with marks has them too, before the operations that they stood before.</summary>
[TestFixture]
internal sealed class MarkTransformTests
{
    private static readonly TraceMark[] Marks =
    [
        new(0, 0, 0, TraceMarkKind.Note, 0, "begin"),
        new(2, 4, 1, TraceMarkKind.ResidentSample, 4096, ""),
        new(3, 5, 0, TraceMarkKind.ResidentSample, 8192, ""),
        new(4, 6, 0, TraceMarkKind.FailedCalls, 3, ""),
    ];

    private static byte[] Trace => Write("0 0 malloc 0 8\n3 0 stats\n5 1 malloc 1 9\n5 0 free 0\n", Marks);

    [Test]
    public void ASlice_KeepsThoseInside_BehindTheObjectsFromBeforeIt()
    {
        using var slice = new SlicedTrace(Open(Trace), new TraceRange { FromTimeNs = 4, ToTimeNs = 6 });
        Assert.That(Of(slice), Is.EqualTo(new[] { "1: 4 ns thread 1 ResidentSample 4096 ", "2: 5 ns thread 0 ResidentSample 8192 " }));
    }

    [Test]
    public void ASliceToTheEnd_KeepsThoseAfterTheLastOperation()
    {
        using var slice = new SlicedTrace(Open(Trace), new TraceRange { FromIndex = 3 });
        Assert.That(Of(slice), Is.EqualTo(new[] { "2: 5 ns thread 0 ResidentSample 8192 ", "3: 6 ns thread 0 FailedCalls 3 " }));
    }

    [Test]
    public void AScaledTrace_HasThemOnce()
    {
        using var scaled = new ScaledTrace(Open(Trace), 2, 10);
        Assert.That(Of(scaled), Is.EqualTo(new[]
        {
            "0: 0 ns thread 0 Note 0 begin", "3: 40 ns thread 2 ResidentSample 4096 ", "5: 50 ns thread 0 ResidentSample 8192 ", "7: 60 ns thread 0 FailedCalls 3 ",
        }));
    }

    [Test]
    public void AMergedTrace_HasThoseOfAllItsTraces_InOrderOfTime()
    {
        byte[] other = Write("1 0 malloc 0 5\n9 0 free 0\n", new TraceMark(1, 2, 0, TraceMarkKind.Note, 0, "other"), new TraceMark(2, 9, 0, TraceMarkKind.FailedCalls, 1, ""));
        using var merged = new MergedTrace([Open(Trace), Open(other), TextTraceReaderTests.Reader("9 0 malloc 0 7\n")]);
        Assert.That(Of(merged), Is.EqualTo(new[]
        {
            "0: 0 ns thread 0 Note 0 begin", "2: 2 ns thread 1 Note 0 other", "3: 4 ns thread 3 ResidentSample 4096 ",
            "4: 5 ns thread 0 ResidentSample 8192 ", "5: 6 ns thread 0 FailedCalls 3 ", "6: 9 ns thread 1 FailedCalls 1 ",
        }));
    }

    [TestCase("convert", 4)]
    [TestCase("slice", 4)]
    [TestCase("scale", 4)]
    [TestCase("merge", 8)]
    [TestCase("anonymise", 0)]
    public void TheCommand_KeepsThem_UnlessItTakesNamesAway(string verb, int count)
    {
        using TemporaryDirectory directory = new();
        string input = Path.Combine(directory.Path, "t.atrace"), output = Path.Combine(directory.Path, "o.atrace");
        File.WriteAllBytes(input, Trace);
        string[] arguments = verb == "merge" ? ["trace", verb, output, input, input] : ["trace", verb, input, output];
        Assert.That(CommandRun.Of(arguments).ExitCode, Is.Zero);
        string[] kept = Of(TraceFile.Open(output, new TraceReadOptions { KeepMarks = true }));
        Assert.That(kept, Has.Length.EqualTo(count));
        if (count == 4)
        {
            Assert.That(kept, Is.EqualTo(Of(Open(Trace))));
        }
    }

    [Test]
    public void AForm_ThatCannotHoldThem_IsWrittenWithoutThem()
    {
        using TemporaryDirectory directory = new();
        string input = Path.Combine(directory.Path, "t.atrace"), output = Path.Combine(directory.Path, "o.txt");
        File.WriteAllBytes(input, Trace);
        Assert.That(CommandRun.Of("trace", "convert", input, output).ExitCode, Is.Zero);
        Assert.That(File.ReadAllLines(output), Has.Length.EqualTo(4));
    }

    [Test]
    public void MarksThatNobodyTakes_AreBounded()
    {
        PendingMarks marks = [];
        for (int i = 0; i < (1 << 20) + 5; i++)
        {
            marks.Add(new TraceMark(i, 0, 0, TraceMarkKind.Note, 0, ""));
        }

        Assert.That(marks, Has.Count.EqualTo(1 << 20));
        Assert.That(marks.TryTake(0, out _), Is.True);
        Assert.That(marks.TryTake(0, out _), Is.False, "the next one stands before operation 1");
        marks.Add(new TraceMark(9, 0, 0, TraceMarkKind.Note, 0, new string('x', 100)));
        Assert.That(marks, Has.Count.EqualTo((1 << 20) - 1), "a long text counts as two");
    }

    [Test]
    public void AScale_BeyondWhatThreadsAreNumberedBy_IsOneLine()
    {
        using var scaled = new ScaledTrace(TextTraceReaderTests.Reader("0 4000000 malloc 0 8\n"), 4096, 1);
        Assert.That(() => scaled.TryRead(new OperationBatch()), Throws.TypeOf<TraceFormatException>().With.Message.Contain("; "));
    }

    private static AtraceReader Open(byte[] trace) => new(new MemoryStream(trace), "t") { Marks = [] };

    private static byte[] Write(string text, params TraceMark[] marks)
    {
        using MemoryStream output = new();
        using (AtraceWriter writer = new(output, new TraceOrigin()))
        using (var source = TextTraceReaderTests.Reader(text))
        {
            OperationBatch batch = new();
            source.TryRead(batch);
            Array.ForEach(marks[..^1], writer.AddMark);
            writer.Write(batch, source.Names);
            Array.ForEach(marks[^1..], writer.AddMark);
            writer.Finish();
        }

        return output.ToArray();
    }

    private static string[] Of(IOriginTrace source)
    {
        List<TraceMark> all = [];
        OperationBatch batch = new(2);
        bool more = true;
        while (more)
        {
            more = source.TryRead(batch);
            while (source.Marks!.TryTake(more ? batch.FirstIndex + batch.Count - 1 : long.MaxValue, out TraceMark mark))
            {
                all.Add(mark);
            }
        }

        return [.. all.Select(m => FormattableString.Invariant($"{m.Index}: {m.TimeNs} ns thread {m.Thread} {m.Kind} {m.Value} {m.Text}"))];
    }
}
