using System.Numerics;
using System.Text.RegularExpressions;
using AllocSim.Simulator.Operations;
using static AllocSim.Tests.Replay.ListTrace;

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

    [TestCase(true)]
    [TestCase(false)]
    public void ACalloc_HasItsLatencyCountedWithTheBytesOfAllItsElements(bool flatOut)
    {
        // The last one is more than 64 bits hold: what is left of it is counted, as in the replay.
        Operation[] trace =
        [
            Malloc(0, 100), Of(OperationKind.Calloc, 1, 8, 100), Of(OperationKind.Calloc, 2, 100, 8), Of(OperationKind.Calloc, 3, 900, 1),
            Of(OperationKind.Calloc, 4, 3, 1000), Of(OperationKind.Calloc, 5, (1UL << 32) + 3, 1UL << 32),
        ];
        IEnumerable<string> counted = Contended(trace, "", flatOut: flatOut).Latencies.Split('\n').Where(line => line.StartsWith("(Calloc", StringComparison.Ordinal))
            .Select(line => line[..(line.IndexOf(')') + 1)] + Regex.Matches(line, @"\(\d+, (\d+)\)").Sum(bucket => long.Parse(bucket.Groups[1].Value)));
        Assert.That(counted, Is.EqualTo(new[] { "(Calloc, 1024)3", "(Calloc, 4096)1", "(Calloc, 17179869184)1" }));
    }
}
