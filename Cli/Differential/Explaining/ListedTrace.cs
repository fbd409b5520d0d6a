using AllocSim.Simulator.Operations;
using AllocSim.Workloads;
using AllocSim.Workloads.Sources;

namespace AllocSim.Cli.Differential.Explaining;

/// <summary>A trace as a list of operations with the trace's numbers of their objects.</summary>
/// <param name="operations">The operations.</param>
/// <param name="names">Names of controls.</param>
internal sealed class ListedTrace(IReadOnlyList<ListedOperation> operations, IReadOnlyList<string> names) : OperationStream
{
    private int _at;

    /// <inheritdoc/>
    public override string Name => "a shortened trace";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Names => names;

    /// <inheritdoc/>
    public override TraceOrigin Origin { get; } = new() { Source = "shortened by verify" };

    /// <summary>The first operations of a trace.</summary>
    /// <param name="trace">The trace; stays the caller's.</param>
    /// <param name="count">How many.</param>
    public static List<ListedOperation> Read(ITraceSource trace, long count)
    {
        List<ListedOperation> read = [];
        OperationBatch batch = new();
        while (read.Count < count && trace.TryRead(batch))
        {
            for (int i = 0; i < batch.Count && read.Count < count; i++)
            {
                read.Add(new ListedOperation(batch.Operations[i], batch.Objects[i], batch.OldObjects[i], read.Count));
            }
        }

        return read;
    }

    /// <inheritdoc/>
    protected override bool TryNext(ref Operation op, out long number, out long old)
    {
        if (_at == operations.Count)
        {
            number = old = -1;
            return false;
        }

        (op, number, old, _) = operations[_at++];
        return true;
    }
}
