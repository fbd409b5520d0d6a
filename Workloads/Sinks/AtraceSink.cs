using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Atrace;
using AllocSim.Workloads.Text;

namespace AllocSim.Workloads.Sinks;

/// <summary>Writes a trace to an .atrace file.</summary>
internal sealed class AtraceSink : ITraceSink
{
    private readonly PendingFile _file;

    /// <summary>Starts the file.</summary>
    public AtraceSink(string path, TraceOrigin header)
    {
        _file = new PendingFile(path);
        Writer = new AtraceWriter(_file.Stream, header);
    }

    /// <summary>The writer, for marks.</summary>
    public AtraceWriter Writer { get; }

    /// <inheritdoc/>
    public void Write(OperationBatch batch, IReadOnlyList<string> names, TextRemarks? remarks = null, IReadOnlyList<IReadOnlyList<string>>? callStacks = null) => Writer.Write(batch, names, remarks, callStacks);

    /// <inheritdoc/>
    public void Finish(TextRemarks? remarks = null)
    {
        Writer.Finish(remarks);
        _file.Keep();
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
