using AllocSim.Cli.Differential.Library;
using AllocSim.Simulator.Operations;
using AllocSim.Workloads;
using AllocSim.Workloads.Files;

namespace AllocSim.Cli.Differential.Explaining;

/// <summary>Looks for a shorter trace among random ones: where the state that a difference needs takes a program thousands of operations, a few odd requests may reach it.</summary>
internal static class RandomShortest
{
    private const int SeedsMax = 300;
    private const int FoundMax = 4;
    private const int TriesMax = 1_500;

    private static readonly int[] Lengths = [60, 120, 250, 500];

    /// <summary>Draws traces under the options of the difference, and shortens the first ones that show it.</summary>
    /// <param name="probe">Says whether a trace shows it.</param>
    /// <param name="known">A trace that does.</param>
    /// <returns>The shortest of all.</returns>
    public static ListedCase Find(ShorteningProbe probe, ListedCase known)
    {
        ListedCase shortest = known;
        int found = 0;
        for (int seed = 1; seed <= SeedsMax && found < FoundMax && shortest.Operations.Count >= TraceShortener.ShortOperations; seed++)
        {
            if (Draw(probe.Settings, (ulong)seed) is not { } drawn)
            {
                break; // the policy draws none
            }

            int at = probe.DifferenceAt(drawn);
            if (at >= 0)
            {
                found++;
                ListedCase shorter = probe.Shorten(drawn with { Operations = drawn.Operations.GetRange(0, at + 1) }, TriesMax);
                shortest = shorter.Operations.Count < shortest.Operations.Count ? shorter : shortest;
            }
        }

        return shortest;
    }

    private static ListedCase? Draw(ComparisonSettings settings, ulong seed)
    {
        int length = Lengths[seed % (ulong)Lengths.Length];
        if (settings.Policy.DrawCase(seed, length) is not { } drawn)
        {
            return null;
        }

        byte[] text = drawn.TraceBytes();
        using ITraceSource source = TraceFile.Open(new MemoryStream(text), "random", TraceReadOptions.Strict);
        List<ListedOperation> operations = ListedTrace.Read(source, length);
        return new ListedCase(operations, [.. source.Names]);
    }
}
