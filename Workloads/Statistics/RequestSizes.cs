using AllocSim.Simulator.Operations;

namespace AllocSim.Workloads.Statistics;

/// <summary>How often a trace asks for each size, exactly. Memory grows with the number of different sizes.</summary>
public static class RequestSizes
{
    /// <summary>Reads a trace to its end.</summary>
    /// <returns>Bytes and requests, ascending. A size is rounded up to the alignment asked for, and 0 counts as 1; calloc's is its product; a realloc is a request for its new size.</returns>
    public static IReadOnlyList<KeyValuePair<ulong, long>> Of(ITraceSource source)
    {
        Dictionary<ulong, long> counts = [];
        OperationBatch batch = new();
        while (source.TryRead(batch))
        {
            foreach (ref readonly Operation operation in batch.Operations.AsSpan(0, batch.Count))
            {
                if (SizeOf(operation) is { } size)
                {
                    counts[size] = counts.GetValueOrDefault(size) + 1;
                }
            }
        }

        return [.. counts.OrderBy(pair => pair.Key)];
    }

    private static ulong? SizeOf(in Operation operation) => operation.Kind switch
    {
        OperationKind.Malloc or OperationKind.Realloc => Math.Max(operation.Size, 1),
        OperationKind.Calloc => Math.BigMul(operation.Size, operation.Extra, out ulong bytes) == 0 ? Math.Max(bytes, 1) : null,
        OperationKind.Memalign or OperationKind.AlignedAlloc => Aligned(operation.Size, operation.Extra),
        OperationKind.Mallocx or OperationKind.Rallocx => Aligned(operation.Size, 1UL << (operation.Flags & 63)),
        _ => null,
    };

    private static ulong? Aligned(ulong size, ulong alignment)
        => alignment == 0 || size > ulong.MaxValue - alignment ? null : Math.Max((size + alignment - 1) & ~(alignment - 1), alignment);
}
