using AllocSim.Simulator.Operations;

namespace AllocSim.Workloads.Statistics;

/// <summary>The first operation of each kind in a trace.</summary>
public static class FirstCalls
{
    private static readonly int Kinds = Enum.GetValues<OperationKind>().Length;

    /// <summary>Reads a trace to its end.</summary>
    /// <returns>Index of the first operation of each kind that occurs, in the order of the trace.</returns>
    public static IReadOnlyList<KeyValuePair<OperationKind, long>> Of(ITraceSource source)
    {
        long[] first = new long[Kinds];
        Array.Fill(first, -1);
        OperationBatch batch = new();
        for (long index = 0; source.TryRead(batch); index += batch.Count)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                ref long seen = ref first[(int)batch.Operations[i].Kind];
                seen = seen < 0 ? index + i : seen;
            }
        }

        return [.. first.Select((index, kind) => KeyValuePair.Create((OperationKind)kind, index)).Where(pair => pair.Value >= 0).OrderBy(pair => pair.Value)];
    }
}
