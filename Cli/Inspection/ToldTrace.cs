using AllocSim.Cli.Runs;
using AllocSim.Simulator.Operations;

namespace AllocSim.Cli.Inspection;

/// <summary>A run's trace that tells how much of it was taken, on the thread that takes it: a file is read ahead on another.</summary>
internal sealed class ToldTrace : ITraceSource
{
    private readonly ITraceSource _trace;
    private readonly Action<double> _tell;
    private double _read;

    /// <summary>Opens the trace.</summary>
    /// <param name="request">The run.</param>
    /// <param name="tell">Told how far the reading is, from 0 to 1.</param>
    public ToldTrace(RunRequest request, Action<double> tell)
    {
        _tell = tell;
        _trace = (request with { Reading = request.Reading with { ReadShare = share => Volatile.Write(ref _read, share) } }).OpenTrace();
    }

    /// <inheritdoc/>
    public string Name => _trace.Name;

    /// <inheritdoc/>
    public IReadOnlyList<string> Names => _trace.Names;

    /// <inheritdoc/>
    public IReadOnlyList<IReadOnlyList<string>> CallStacks => _trace.CallStacks;

    /// <inheritdoc/>
    public bool TryRead(OperationBatch batch)
    {
        _tell(Volatile.Read(ref _read));
        return _trace.TryRead(batch);
    }

    /// <inheritdoc/>
    public void Dispose() => _trace.Dispose();
}
