using System.Globalization;
using System.Text;
using AllocSim.Cli.Runs;
using AllocSim.Reports.Runs;
using AllocSim.Workloads.Generators;
using AllocSim.Workloads.Sources;
using AllocSim.Workloads.Text;

namespace AllocSim.Cli.Sweeps;

/// <summary>Has the code of a replay compiled while the trace is being decoded. Otherwise all workers wait for the compiler at their first point, which takes longer than many points do.</summary>
internal static class WarmUp
{
    private const int Operations = 6_000;
    private const int Live = 400;
    private const int PointCount = 16;

    /// <summary>Points that stand for those of a sweep.</summary>
    public static IEnumerable<SweepPoint> Points => Enumerable.Range(0, PointCount).Select(number => new SweepPoint(number, []));

    /// <summary>Replays a small made-up trace as a point would be.</summary>
    public static RunResult Replay(RunRequest request, ReplayOutputs outputs)
    {
        using TextTraceReader reader = new(new MemoryStream(Encoding.ASCII.GetBytes(Trace())), "warm-up");
        return RecordedReplay.Run(request with { Decoded = InMemoryTrace.Load(reader), KnownSha256 = "", KnownSizes = null }, outputs);
    }

    /// <summary>Objects of all sizes on two threads, freed in another order, over some seconds, so that every part of an allocator has its turn.</summary>
    private static string Trace()
    {
        Xoshiro random = new(1);
        StringBuilder text = new();
        List<int> live = [];
        for (int i = 0; i < Operations; i++)
        {
            string head = string.Create(CultureInfo.InvariantCulture, $"{i * 1_000_000L} {i % 2} ");
            if (live.Count > Live && random.Chance(0.6))
            {
                int at = random.Below(live.Count);
                text.Append(CultureInfo.InvariantCulture, $"{head}free {live[at]}\n");
                live.RemoveAt(at);
            }
            else
            {
                ulong size = random.Between(1, 1UL << random.Below(18));
                text.Append(CultureInfo.InvariantCulture, $"{head}{(i % 16 == 0 ? "calloc" : "malloc")} {i} {(i % 16 == 0 ? "1 " : "")}{size}\n");
                live.Add(i);
            }
        }

        return text.ToString();
    }
}
