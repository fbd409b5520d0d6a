using AllocSim.Simulator.Operations;

namespace AllocSim.Reports.Measures.Objects;

/// <summary>Finds the call stacks of a few operations by reading the trace once more, so that a replay need not carry them along.</summary>
internal static class OperationStacks
{
    /// <summary>The call stacks as texts: frames, innermost first, each called by the next.</summary>
    /// <param name="source">The trace, at its start.</param>
    /// <param name="operations">Which operations, counted from 0.</param>
    /// <returns>An entry for each that has a call stack.</returns>
    public static IReadOnlyDictionary<long, string> Find(ITraceSource source, IEnumerable<long> operations)
    {
        long[] wanted = [.. operations.Distinct().Order()];
        Dictionary<int, string> texts = [];
        Dictionary<long, string> found = [];
        OperationBatch batch = new();
        int next = 0;
        for (long first = 0; next < wanted.Length && source.TryRead(batch); first += batch.Count)
        {
            for (; next < wanted.Length && wanted[next] < first + batch.Count; next++)
            {
                int stack = batch.StackOf((int)(wanted[next] - first));
                if (stack == 0)
                {
                    continue;
                }

                if (!texts.TryGetValue(stack, out string? text))
                {
                    texts.Add(stack, text = string.Join(" < ", source.CallStacks[stack - 1]));
                }

                found.Add(wanted[next], text);
            }
        }

        return found;
    }
}
