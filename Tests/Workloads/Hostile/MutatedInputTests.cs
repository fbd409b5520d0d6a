using AllocSim.Simulator.Operations;
using AllocSim.Workloads;
using AllocSim.Workloads.Atrace;
using AllocSim.Workloads.Files;
using AllocSim.Workloads.Import;
using AllocSim.Workloads.Sources;
using AllocSim.Workloads.Text;
using NUnit.Framework;

namespace AllocSim.Tests.Workloads.Hostile;

/// <summary>Whatever a file holds, reading it gives a trace or one line that says what is wrong.</summary>
[TestFixture]
internal sealed class MutatedInputTests
{
    private const string Text = "plain text", Atrace = ".atrace", Frames = ".atrace behind its checksums";

    private static readonly byte[][] Foreign = [.. Directory.GetFiles(ImporterTests.Samples).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    private static readonly byte[][] Texts = [System.Text.Encoding.ASCII.GetBytes(AtraceTests.RandomTrace(77, 300))];

    // One that is small, and so stored as it is; one whose columns are packed.
    private static readonly byte[][] Atraces = [MakeAtrace(40), MakeAtrace(3000)];

    private static IEnumerable<string> Formats => [.. ForeignFormats.Names, Text, Atrace, Frames];

    [TestCaseSource(nameof(Formats))]
    public void AMutatedFile_IsATraceOrOneLine(string format) => Try(format, 300);

    [TestCaseSource(nameof(Formats))]
    [Category("Slow")]
    public void TenThousandMutatedFiles_AreTracesOrOneLine(string format) => Try(format, 10_000);

    [TestCaseSource(nameof(Formats))]
    public void ALineThatNeverEnds_TakesBoundedMemory(string format) => ReadEndless(format, 64L << 20);

    [TestCaseSource(nameof(Formats))]
    [Category("Slow")]
    public void ALineOfAGigabyte_TakesBoundedMemory(string format) => ReadEndless(format, 1L << 30);

    private static void ReadEndless(string format, long bytes) => HostileInput.Check(2, i =>
        i == 0 ? Open(format, new EndlessLine(bytes), TraceReadOptions.Repairing) : Open(format, new EndlessLine(bytes), TraceReadOptions.Strict));

    private static void Try(string format, int count)
    {
        byte[][] seeds = format switch
        {
            Text => Texts,
            Atrace or Frames => Atraces,
            _ => [.. Foreign.Where(seed => FormatOf(seed) == format)],
        };
        ulong start = (ulong)format.Length * 7919 + format[0];
        Func<byte[], byte[]> mutate = format == Frames ? new FrameMutator(start, Atraces).Mutate : new Mutator(start, [.. Foreign, .. Texts, .. Atraces]).Mutate;
        int traces = HostileInput.Check(count, i =>
        {
            var input = new MemoryStream(mutate(seeds[i % seeds.Length]));
            var options = new TraceReadOptions { Lenient = i % 2 == 0, KeepMarks = true, KeepText = i % 5 == 0 };

            // Alternately through recognition and straight into the reader, which must stand whatever it is given.
            return i % 3 == 0 ? TraceFile.Open(input, "t", options) : Open(format, input, options);
        });
        Assert.That(traces, Is.InRange(count / 50, count * 49 / 50), "mutations neither do nothing nor leave nothing to read");
    }

    private static IOriginTrace Open(string format, Stream input, TraceReadOptions options) => format switch
    {
        Text => new TextTraceReader(input, "t", options),
        Atrace or Frames => new AtraceReader(input, "t", options) { Marks = [] },
        _ => ForeignFormats.Open(format, input, "t", options),
    };

    private static string FormatOf(byte[] seed)
    {
        using IOriginTrace source = TraceFile.Open(new MemoryStream(seed), "t", TraceReadOptions.Repairing);
        return source.Origin.Source;
    }

    /// <summary>A trace with everything that a file can hold: names, marks, call stacks, lines of text.</summary>
    private static byte[] MakeAtrace(int operations)
    {
        using MemoryStream output = new();
        using (AtraceWriter writer = new(output, new TraceOrigin { Program = "/bin/p", Command = "p -x", Clock = "recorded", PageSize = 4096 }))
        using (var source = (TextTraceReader)TraceFile.Open(new MemoryStream(System.Text.Encoding.ASCII.GetBytes("# a comment\n" + AtraceTests.RandomTrace(78, operations))), "t", new TraceReadOptions { KeepText = true }))
        {
            List<IReadOnlyList<string>> stacks = [.. Enumerable.Range(0, 20).Select(i => (IReadOnlyList<string>)[$"f{i % 7}", $"g{i % 3}", "main"])];
            OperationBatch batch = new(100);
            while (source.TryRead(batch))
            {
                for (int i = 0; i < batch.Count; i++)
                {
                    batch.NeedStacks()[i] = i % 21;
                }

                writer.AddMark(new TraceMark(batch.FirstIndex, 5, 0, TraceMarkKind.ResidentSample, 4096 * batch.FirstIndex, "m"));
                writer.Write(batch, source.Names, source.Remarks, stacks);
            }

            writer.Finish(source.Remarks);
        }

        return output.ToArray();
    }
}
