using AllocSim.Simulator.Operations;
using AllocSim.Workloads;
using AllocSim.Workloads.Import;
using AllocSim.Workloads.Sources;
using NUnit.Framework;

namespace AllocSim.Tests.Workloads;

/// <summary>Whatever a file holds, reading it gives a trace or one line that says what is wrong.</summary>
[TestFixture]
internal sealed class MutatedInputTests
{
    private static readonly byte[][] Seeds = [.. Directory.GetFiles(ImporterTests.Samples).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    [TestCaseSource(typeof(ForeignFormats), nameof(ForeignFormats.Names))]
    public void AMutatedFile_IsATraceOrOneLine(string format) => Try(format, 300);

    [TestCaseSource(typeof(ForeignFormats), nameof(ForeignFormats.Names))]
    [Category("Slow")]
    public void TenThousandMutatedFiles_AreTracesOrOneLine(string format) => Try(format, 10_000);

    [TestCaseSource(typeof(ForeignFormats), nameof(ForeignFormats.Names))]
    public void ALineThatNeverEnds_TakesBoundedMemory(string format)
    {
        using var endless = new EndlessLine(64L << 20);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        ReadTo("t", ForeignFormats.Open(format, endless, "t", TraceReadOptions.Repairing));
        Assert.That(GC.GetTotalAllocatedBytes(precise: true) - before, Is.LessThan(16 << 20));
    }

    private static void Try(string format, int count)
    {
        List<byte[]> own = [.. Seeds.Where(seed => FormatOf(seed) == format)];
        var mutator = new Mutator((ulong)format.Length * 7919 + format[0], Seeds);
        for (int i = 0; i < count; i++)
        {
            byte[] input = mutator.Mutate(own[i % own.Count]);
            var options = new TraceReadOptions { Lenient = i % 2 == 0 };
            try
            {
                // Alternately through recognition and straight into the importer, which must stand whatever it is given.
                ReadTo("t", i % 3 == 0 ? TraceFile.Open(new MemoryStream(input), "t", options) : ForeignFormats.Open(format, new MemoryStream(input), "t", options));
            }
            catch (TraceFormatException e)
            {
                Assert.That(e.Message, Does.StartWith("t").And.Not.Contain('\n').And.Contain("; "));
            }
        }
    }

    private static string FormatOf(byte[] seed)
    {
        using IOriginTrace source = TraceFile.Open(new MemoryStream(seed), "t", TraceReadOptions.Repairing);
        return source.Origin.Source;
    }

    private static void ReadTo(string name, IOriginTrace source)
    {
        using (source)
        {
            Assert.That(source.Name, Is.EqualTo(name));
            var batch = new OperationBatch(64);
            var live = new HashSet<int>();
            while (source.TryRead(batch))
            {
                foreach (Operation op in batch.Operations.AsSpan(0, batch.Count))
                {
                    AtraceTests.CheckLife(live, op);
                }
            }
        }
    }
}
