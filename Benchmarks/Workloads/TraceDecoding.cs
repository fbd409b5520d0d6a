using AllocSim.Simulator.Operations;
using AllocSim.Workloads;
using AllocSim.Workloads.Atrace;
using AllocSim.Workloads.Generators;
using AllocSim.Workloads.Text;
using BenchmarkDotNet.Attributes;

namespace AllocSim.Benchmarks.Workloads;

/// <summary>How fast traces are decoded on one core: .atrace, whose aim is 50 million operations a second, and plain text.</summary>
/// <remarks>Set ALLOCSIM_TRACE to the path of an .atrace file of a million operations or more to decode that one; otherwise a workload of a million calls is generated.</remarks>
[MemoryDiagnoser]
public class TraceDecoding
{
    private const int Operations = 1_000_000;

    private readonly OperationBatch _batch = new();
    private byte[] _atrace = [];
    private byte[] _text = [];

    /// <summary>Makes both forms of the trace.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        using var atrace = new MemoryStream();
        using var text = new MemoryStream();
        using (ITraceSource source = Open())
        using (var writer = new AtraceWriter(atrace, new TraceOrigin()))
        using (var lines = new TextTraceWriter(text))
        {
            long count = 0;
            while (count < Operations && source.TryRead(_batch))
            {
                _batch.Count = (int)Math.Min(_batch.Count, Operations - count);
                count += _batch.Count;
                writer.Write(_batch, source.Names);
                lines.Write(_batch, source.Names);
            }

            writer.Finish();
        }

        _atrace = atrace.ToArray();
        _text = text.ToArray();
    }

    /// <summary>The project's own form; the time is that of one operation.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public long Atrace()
    {
        using var reader = new AtraceReader(new MemoryStream(_atrace), "benchmark");
        return ReadAll(reader);
    }

    /// <summary>Plain text; the time is that of one operation.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public long Text()
    {
        using var reader = new TextTraceReader(new MemoryStream(_text), "benchmark");
        return ReadAll(reader);
    }

    private static ITraceSource Open()
    {
        string? path = Environment.GetEnvironmentVariable("ALLOCSIM_TRACE");
        return string.IsNullOrEmpty(path) ? new GeneratedTrace(BuiltInModels.Load("bimodal") with { Operations = Operations }) : AtraceReader.Open(path);
    }

    private long ReadAll(ITraceSource source)
    {
        long count = 0;
        while (source.TryRead(_batch))
        {
            count += _batch.Count;
        }

        return count;
    }
}
