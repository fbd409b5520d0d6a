using AllocSim.Cli.Policies;
using AllocSim.Simulator.Contention.Traces;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;
using AllocSim.Workloads.Files;
using AllocSim.Workloads.Sources;
using BenchmarkDotNet.Attributes;

namespace AllocSim.Benchmarks;

/// <summary>A whole replay of a bundled trace, machine and allocator made anew; an invocation is one replay.</summary>
public class ReplayBenchmark
{
    private InMemoryTrace? _trace;

    /// <summary>The trace.</summary>
    [Params("sqlite", "python")]
    public string Trace { get; set; } = "";

    /// <summary>Decodes the trace.</summary>
    [GlobalSetup]
    public void Decode()
    {
        using ITraceSource source = TraceFile.Open(BundledTraces.PathOf(Trace));
        _trace = InMemoryTrace.Load(source);
    }

    /// <summary>Replays it.</summary>
    [Benchmark]
    public long Replay()
    {
        ReplaySession session = SessionOpener.Open(PolicyRegistry.Standard.Default, new SimMachine(), "", new ReplayOptions());
        session.Names = _trace!.Names;
        foreach (OperationBatch batch in _trace.Batches)
        {
            session.Run(batch.Operations.AsSpan(0, batch.Count));
        }

        return session.OperationCount;
    }
}
