using AllocSim.Cli.Runs;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Operations;
using AllocSim.Workloads;
using AllocSim.Workloads.Files;
using AllocSim.Workloads.Sources;

namespace AllocSim.Cli.Harness;

/// <summary>What the harness runs of a trace: its calls, without controls, statistics and exits.</summary>
/// <param name="source">The trace; stays the caller's.</param>
/// <param name="isOneThread">Whether one thread makes all calls, in the trace's order.</param>
internal sealed class RealCalls(ITraceSource source, bool isOneThread) : OperationStream
{
    private readonly OperationBatch _batch = new();
    private int _next;

    /// <inheritdoc/>
    public override string Name => new RunRequest { TracePath = source.Name, Policy = null }.TraceName;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Names => source.Names;

    /// <inheritdoc/>
    public override TraceOrigin Origin => new() { Source = isOneThread ? "calls of one thread" : "calls" };

    /// <summary>Reads a file.</summary>
    public static InMemoryTrace Load(string path, bool isOneThread)
    {
        using ITraceSource file = TraceFile.Open(path, TraceReadOptions.Strict);
        using RealCalls calls = new(file, isOneThread);
        return InMemoryTrace.Load(calls);
    }

    /// <inheritdoc/>
    protected override bool TryNext(ref Operation op, out long number, out long old)
    {
        do
        {
            if (_next == _batch.Count)
            {
                _next = 0;
                if (!source.TryRead(_batch))
                {
                    number = old = -1;
                    return false;
                }
            }

            op = _batch.Operations[_next];
            number = _batch.Objects[_next];
            old = _batch.OldObjects[_next++];
        }
        while (op.Kind is OperationKind.Ctl or OperationKind.Stats or OperationKind.Exit);

        op.Thread = isOneThread ? 0 : op.Thread;
        return true;
    }
}
