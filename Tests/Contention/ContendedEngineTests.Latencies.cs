using System.Numerics;
using System.Text.RegularExpressions;
using AllocSim.Simulator.Operations;

namespace AllocSim.Tests.Contention;

/// <content>Latencies by kind and size.</content>
internal sealed partial class ContendedEngineTests
{
    [Test]
    public void AFree_IsCountedWithTheSizeOfItsOwnObject()
    {
        // While a free waits for its lock, the number of its object is given to another one.
        Operation[] trace = Random(5, 20_000, gap: 5);
        Dictionary<int, ulong> sizes = [];
        SortedDictionary<ulong, long> frees = [];
        foreach (Operation operation in trace)
        {
            if (operation.Kind == OperationKind.Malloc)
            {
                sizes[operation.Object] = operation.Size;
                continue;
            }

            ulong row = sizes[operation.Object] == 0 ? 0 : BitOperations.RoundUpToPowerOf2(sizes[operation.Object]);
            frees[row] = frees.GetValueOrDefault(row) + 1;
        }

        string[] counted = [.. Contended(trace, "narenas:1,tcache:false").Latencies.Split('\n').Where(line => line.StartsWith("(Free", StringComparison.Ordinal))];
        Assert.That(
            counted.Select(line => line[..(line.IndexOf(')') + 1)] + Regex.Matches(line, @"\(\d+, (\d+)\)").Sum(bucket => long.Parse(bucket.Groups[1].Value))),
            Is.EqualTo(frees.Select(row => $"(Free, {row.Key}){row.Value}")));
    }
}
