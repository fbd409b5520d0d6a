using AllocSim.Cli.Policies;
using AllocSim.Cli.Runs;
using AllocSim.Reports.Measures.Samples;
using BenchmarkDotNet.Attributes;

namespace AllocSim.Benchmarks;

/// <summary>A point of a sweep: a replay of a decoded trace with totals, peaks and averages. What it takes more than <see cref="ReplayBenchmark"/> is what recording costs; with the trace "tiny" it is nearly all set-up.</summary>
public class SweepPointBenchmark
{
    private RunRequest? _request;

    /// <summary>The trace.</summary>
    [Params("sqlite", "python", "tiny")]
    public string Trace { get; set; } = "";

    /// <summary>Decodes the trace.</summary>
    [GlobalSetup]
    public void Decode() => _request = new RunRequest { TracePath = BundledTraces.PathOf(Trace), Policy = PolicyRegistry.Standard.Default }.Decode();

    /// <summary>Runs the point.</summary>
    [Benchmark]
    public ulong Point() => RecordedReplay.Run(_request!, new ReplayOutputs { Depth = RecordingDepth.Averages, IsRowOnly = true, Sampling = SampleRule.Adaptive }).Summary.PeakResidentBytes;
}
