using AllocSim.Simulator.Operations;

namespace AllocSim.Cli.Differential.Explaining;

/// <summary>Ways to make a trace shorter or plainer. What each returns is a valid trace: whatever depends on an object that is no longer made goes with it.</summary>
internal static class TraceCuts
{
    /// <summary>Threads, in the order of their first operation, without the first one.</summary>
    public static long[] Threads(List<ListedOperation> trace) => [.. trace.Select(operation => (long)operation.Operation.Thread).Distinct().Skip(1)];

    /// <summary>Indices of all operations.</summary>
    public static long[] Operations(List<ListedOperation> trace) => [.. trace.Select(operation => operation.Index)];

    /// <summary>Numbers of objects, the smallest first.</summary>
    public static long[] ObjectsBySize(List<ListedOperation> trace) => [.. trace.Where(operation => operation.Makes).OrderBy(operation => operation.Operation.RequestedBytes).Select(operation => operation.Number)];

    /// <summary>Numbers of objects, the oldest first.</summary>
    public static long[] ObjectsByAge(List<ListedOperation> trace) => [.. trace.Where(operation => operation.Makes).Select(operation => operation.Number)];

    /// <summary>The number of the object that an operation makes; -1 where it makes none.</summary>
    public static long MadeBy(ListedOperation operation) => operation.Makes ? operation.Number : -1;

    /// <summary>The trace without operations that have one of these keys.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="dropped">Keys of operations that go.</param>
    /// <param name="keyOf">The key of an operation.</param>
    /// <param name="isKept">What stays in any case.</param>
    public static List<ListedOperation> Without(List<ListedOperation> trace, HashSet<long> dropped, Func<ListedOperation, long> keyOf, Func<ListedOperation, bool> isKept)
    {
        HashSet<long> unmade = [];
        List<ListedOperation> kept = new(trace.Count);
        foreach (ListedOperation operation in trace)
        {
            if ((!dropped.Contains(keyOf(operation)) || isKept(operation)) && !(operation.Needs >= 0 && unmade.Contains(operation.Needs)))
            {
                kept.Add(operation);
            }
            else if (operation.Makes)
            {
                unmade.Add(operation.Number);
            }
        }

        return kept;
    }

    /// <summary>A stretch of a trace without what needs an object that was made before it, and behind what stays in any case.</summary>
    public static List<ListedOperation> Alone(List<ListedOperation> trace, int start, int length, Func<ListedOperation, bool> isKept)
    {
        HashSet<long> made = [];
        List<ListedOperation> kept = [.. trace.Take(start).Where(isKept)];
        foreach (ListedOperation operation in trace.GetRange(start, length))
        {
            if (operation.Needs >= 0 && !made.Contains(operation.Needs))
            {
                continue;
            }

            kept.Add(operation);
            if (operation.Makes)
            {
                made.Add(operation.Number);
            }
        }

        return kept;
    }

    /// <summary>All operations done by the first thread, without the ends of threads.</summary>
    public static List<ListedOperation> OneThread(List<ListedOperation> trace)
        => [.. trace.Where(operation => operation.Operation.Kind != OperationKind.Exit).Select(operation => operation with { Operation = operation.Operation with { Thread = trace[0].Operation.Thread } })];

    /// <summary>All operations at the time of the first one.</summary>
    public static List<ListedOperation> OneTime(List<ListedOperation> trace)
        => [.. trace.Select(operation => operation with { Operation = operation.Operation with { TimeNs = trace[0].Operation.TimeNs } })];

    /// <summary>Sizes that are asked for, ascending.</summary>
    public static ulong[] Sizes(List<ListedOperation> trace) => [.. trace.Where(operation => operation.Makes).Select(operation => operation.Operation.Size).Distinct().Order()];

    /// <summary>The trace with other sizes; null where that may break it, as a size is told again at the end of an object.</summary>
    public static List<ListedOperation>? WithSizes(List<ListedOperation> trace, Func<ulong, ulong> change)
        => trace.Exists(operation => operation.Operation.Kind == OperationKind.Sdallocx)
            ? null
            : [.. trace.Select(operation => !operation.Makes ? operation : operation with { Operation = operation.Operation with { Size = change(operation.Operation.Size) } })];
}
