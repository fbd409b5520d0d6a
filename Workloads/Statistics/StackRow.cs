namespace AllocSim.Workloads.Statistics;

/// <summary>A call stack of a trace and what its calls made.</summary>
/// <param name="CallStack">Frames, innermost first, each called by the next.</param>
/// <param name="Calls">Calls from it that made an object.</param>
/// <param name="PeakBytes">Requested bytes of its objects that lived when most bytes lived.</param>
public sealed record StackRow(string CallStack, long Calls, ulong PeakBytes)
{
    /// <summary>All call stacks of a trace that made objects, most bytes at the peak first. Stacks with equal names are one.</summary>
    public static IReadOnlyList<StackRow> All(TraceStatistics statistics, IReadOnlyList<IReadOnlyList<string>> callStacks)
    {
        StackTotals totals = statistics.Stacks;
        return [.. Enumerable.Range(1, callStacks.Count)
            .Where(stack => totals.CallsOf(stack) > 0)
            .GroupBy(stack => string.Join(" < ", callStacks[stack - 1]), StringComparer.Ordinal)
            .Select(same => new StackRow(same.Key, same.Sum(totals.CallsOf), same.Aggregate(0UL, (sum, stack) => sum + totals.PeakBytesOf(stack))))
            .OrderByDescending(row => row.PeakBytes).ThenByDescending(row => row.Calls).ThenBy(row => row.CallStack, StringComparer.Ordinal)];
    }
}
