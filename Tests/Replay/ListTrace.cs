using AllocSim.Simulator.Operations;

namespace AllocSim.Tests.Replay;

/// <summary>A trace written down in a test.</summary>
internal sealed class ListTrace(params Operation[] operations) : ITraceSource
{
    private int _next;

    public string Name => "list";

    public IReadOnlyList<string> Names { get; init; } = [];

    public static Operation Malloc(int slot, ulong size, int thread = 0, long time = 0)
        => new() { Kind = OperationKind.Malloc, Object = slot, OldObject = Operation.None, Size = size, Thread = thread, TimeNs = time };

    public static Operation Free(int slot, int thread = 0, long time = 0)
        => new() { Kind = OperationKind.Free, Object = slot, OldObject = Operation.None, Thread = thread, TimeNs = time };

    public static Operation Realloc(int slot, int old, ulong size, int thread = 0)
        => new() { Kind = OperationKind.Realloc, Object = slot, OldObject = old, Size = size, Thread = thread };

    public static Operation Of(OperationKind kind, int slot = Operation.None, ulong size = 0, ulong extra = 0, int flags = 0, int thread = 0)
        => new() { Kind = kind, Object = slot, OldObject = Operation.None, Size = size, Extra = extra, Flags = flags, Thread = thread };

    public bool TryRead(OperationBatch batch)
    {
        batch.FirstIndex = _next;
        batch.Count = Math.Min(batch.Operations.Length, operations.Length - _next);
        operations.AsSpan(_next, batch.Count).CopyTo(batch.Operations);
        _next += batch.Count;
        return batch.Count > 0;
    }

    public void Dispose()
    {
    }
}
