namespace AllocSim.Cli.Differential.Explaining;

/// <summary>Makes a trace short as long as it still shows what it is to show: drops ever smaller groups of operations and of objects, and whatever depends on an object that is then never made.</summary>
/// <param name="shows">Whether a trace shows it.</param>
/// <param name="triesMax">How often that may be asked.</param>
/// <remarks>Objects go with all that happens to them, sorted once by size and once by age: what lives near the difference, or is of its size, often stays as one.</remarks>
internal sealed class TraceShortener(Func<IReadOnlyList<ListedOperation>, bool> shows, int triesMax)
{
    private const int CoarseGroups = 64;

    private int _tries;

    /// <summary>The shortest trace found.</summary>
    /// <param name="trace">A trace that shows it.</param>
    public List<ListedOperation> Shorten(List<ListedOperation> trace)
    {
        int groups = CoarseGroups;
        while (_tries < triesMax)
        {
            int before = trace.Count;
            trace = Drop(trace, Operations, operation => operation.Index, groups);
            trace = Drop(trace, ObjectsBySize, MadeBy, groups);
            trace = Drop(trace, ObjectsByAge, MadeBy, groups);
            if (trace.Count == before && groups >= trace.Count)
            {
                break;
            }

            groups = trace.Count < before ? groups : (int)Math.Min((long)groups * CoarseGroups, int.MaxValue);
        }

        return trace;
    }

    private static long[] Operations(List<ListedOperation> trace) => [.. trace.Select(operation => operation.Index)];

    private static long[] ObjectsBySize(List<ListedOperation> trace) => [.. trace.Where(operation => operation.Makes).OrderBy(operation => operation.Operation.Size).Select(operation => operation.Number)];

    private static long[] ObjectsByAge(List<ListedOperation> trace) => [.. trace.Where(operation => operation.Makes).Select(operation => operation.Number)];

    private static long MadeBy(ListedOperation operation) => operation.Makes ? operation.Number : -1;

    // Halves, quarters and so on of what is there, down to so many groups; from the end on, as what lies behind is needed least.
    private List<ListedOperation> Drop(List<ListedOperation> trace, Func<List<ListedOperation>, long[]> keysOf, Func<ListedOperation, long> keyOf, int groups)
    {
        for (int parts = 2; _tries < triesMax; parts = (int)Math.Min(parts * 2L, int.MaxValue))
        {
            long[] keys = keysOf(trace);
            int length = Math.Max(keys.Length / parts, 1);
            for (int end = keys.Length; end > 0 && _tries < triesMax; end -= length)
            {
                trace = Without(trace, [.. keys[Math.Max(end - length, 0)..end]], keyOf);
            }

            if (parts >= groups || length == 1)
            {
                break;
            }
        }

        return trace;
    }

    private List<ListedOperation> Without(List<ListedOperation> trace, HashSet<long> dropped, Func<ListedOperation, long> keyOf)
    {
        HashSet<long> unmade = [];
        List<ListedOperation> kept = new(trace.Count);
        foreach (ListedOperation operation in trace)
        {
            if (!dropped.Contains(keyOf(operation)) && !(operation.Needs >= 0 && unmade.Contains(operation.Needs)))
            {
                kept.Add(operation);
            }
            else if (operation.Makes)
            {
                unmade.Add(operation.Number);
            }
        }

        if (kept.Count == 0 || kept.Count == trace.Count)
        {
            return trace;
        }

        _tries++;
        return shows(kept) ? kept : trace;
    }
}
