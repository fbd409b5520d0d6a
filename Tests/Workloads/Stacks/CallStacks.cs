using AllocSim.Simulator.Operations;
using AllocSim.Workloads;
using AllocSim.Workloads.Atrace;

namespace AllocSim.Tests.Workloads.Stacks;

/// <summary>Call stacks of traces as text, and traces with call stacks.</summary>
internal static class CallStacks
{
    /// <summary>Each operation with its size and its stack, as "Malloc 8: inner &lt; outer".</summary>
    public static string[] Of(ITraceSource source)
    {
        List<string> all = [];
        OperationBatch batch = new(3);
        while (source.TryRead(batch))
        {
            for (int i = 0; i < batch.Count; i++)
            {
                int stack = batch.StackOf(i);
                all.Add(FormattableString.Invariant($"{batch.Operations[i].Kind} {batch.Operations[i].Size}: {(stack == 0 ? "" : string.Join(" < ", source.CallStacks[stack - 1]))}"));
            }
        }

        return [.. all];
    }

    /// <summary>An .atrace of a text, with the given stacks.</summary>
    /// <param name="text">The operations.</param>
    /// <param name="names">The stacks.</param>
    /// <param name="numbers">A number for each operation: 0 for none.</param>
    public static byte[] Atrace(string text, string[][] names, params int[] numbers)
    {
        using MemoryStream output = new();
        using (AtraceWriter writer = new(output, new TraceOrigin { Clock = "recorded" }))
        using (var source = TextTraceReaderTests.Reader(text))
        {
            OperationBatch batch = new();
            source.TryRead(batch);
            numbers.CopyTo(batch.NeedStacks(), 0);
            writer.Write(batch, source.Names, callStacks: names);
            writer.Finish();
        }

        return output.ToArray();
    }
}
