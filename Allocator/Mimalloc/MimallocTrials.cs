using AllocSim.Allocator.Common.Trials;
using AllocSim.Simulator.Allocation.Policies;

namespace AllocSim.Allocator.Mimalloc;

/// <summary>Random cases for mimalloc: variables, CPUs, and a trace of what one to twelve threads ask for: sizes and alignments up to those that get segments of their own, threads that end, odd requests.</summary>
internal static class MimallocTrials
{
    private const ulong OptionStream = 1UL << 41;

    private static readonly string[][] Settings =
    [
        ["MIMALLOC_DECOMMIT_DELAY=0", "MIMALLOC_DECOMMIT_DELAY=5", "MIMALLOC_DECOMMIT_DELAY=200", "MIMALLOC_DECOMMIT_DELAY=3000"],
        ["MIMALLOC_SEGMENT_DECOMMIT_DELAY=0", "MIMALLOC_SEGMENT_DECOMMIT_DELAY=20", "MIMALLOC_SEGMENT_DECOMMIT_DELAY=800"],
        ["MIMALLOC_ALLOW_DECOMMIT=0"],
        ["MIMALLOC_PAGE_RESET=1"],
        ["MIMALLOC_EAGER_COMMIT=0"],
        ["MIMALLOC_EAGER_COMMIT_DELAY=0", "MIMALLOC_EAGER_COMMIT_DELAY=3"],
        ["MIMALLOC_ABANDONED_PAGE_DECOMMIT=1"],
        ["MIMALLOC_MAX_SEGMENT_RECLAIM=0", "MIMALLOC_MAX_SEGMENT_RECLAIM=2", "MIMALLOC_MAX_SEGMENT_RECLAIM=100"],
    ];

    /// <summary>Draws a case.</summary>
    public static RandomCase DrawCase(ulong seed, int operations)
    {
        SeededDraws draws = new(seed + OptionStream);
        string[] drawn = new string[draws.Pick(0, 0, 1, 2, 3, 5)];
        for (int i = 0; i < drawn.Length; i++)
        {
            drawn[i] = draws.Pick<string>(draws.Pick<string[]>(Settings));
        }

        return new RandomCase(string.Join(',', drawn.DistinctBy(setting => setting.Split('=')[0])), draws.From(1, 8), Draw(seed, operations));
    }

    private const int ThreadsMax = 12;

    /// <summary>Draws a trace.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="count">Operations.</param>
    /// <returns>Its lines.</returns>
    public static List<string> Draw(ulong seed, int count)
    {
        SeededDraws draws = new(seed);
        int threads = draws.Pick(1, 2, 3, 4, 8, ThreadsMax);
        int target = draws.Pick(50, 400, 3_000);
        int alignments = draws.Pick(15, 23, 28);
        ulong stepNs = draws.Pick(3_000UL, 50_000UL, 2_000_000UL);
        var gone = new bool[ThreadsMax];
        List<int> live = [];
        List<string> lines = [];
        ulong time = 0;
        int next = 0;
        int thread = 0;
        bool isGrowing = true;
        while (lines.Count < count)
        {
            time += draws.Below(2 * stepNs) + (draws.Chance(1_000) ? draws.Below(400UL) * 1_000_000 : 0);
            thread = draws.Chance(300_000) ? draws.Below(threads) : thread;
            thread = gone[thread] ? 0 : thread;
            isGrowing = live.Count < target / 4 || (isGrowing && live.Count < target * 2);
            if (thread > 0 && draws.Chance(1_000))
            {
                gone[thread] = true;
                lines.Add($"{time} {thread} exit");
            }
            else if (live.Count == 0 || draws.Chance(isGrowing ? 620_000 : 380_000))
            {
                live.Add(next);
                lines.Add($"{time} {thread} {Request(draws, next++, alignments)}");
            }
            else
            {
                int k = draws.Below(live.Count);
                int old = live[k];
                if (draws.Chance(120_000))
                {
                    live[k] = next;
                    lines.Add($"{time} {thread} realloc {next++} {old} {Size(draws)}");
                }
                else
                {
                    live[k] = live[^1];
                    live.RemoveAt(live.Count - 1);
                    lines.Add($"{time} {thread} free {old}");
                }
            }
        }

        return lines;
    }

    private static string Request(SeededDraws draws, int name, int alignments) => draws.Below(40) switch
    {
        < 3 => $"memalign {name} {1UL << draws.From(3, draws.From(3, alignments))} {(draws.Chance(300_000) ? 1UL << draws.Below(12) : Size(draws))}",
        < 5 => $"calloc {name} {draws.From(0, 40)} {draws.Spread(0, 12)}",
        < 6 => $"realloc {name} - {Size(draws)}",
        _ when draws.Chance(500) => draws.Pick($"malloc {name} {1UL << 47}", $"memalign {name} 24 100", $"calloc {name} {1UL << 20} {1UL << 28}", $"malloc {name} {1100UL << 20}"),
        _ => $"malloc {name} {Size(draws)}",
    };

    private static ulong Size(SeededDraws draws) => draws.Below(100) switch
    {
        < 45 => draws.Below(256UL),
        < 72 => draws.Spread(3, 14),
        < 92 => draws.Spread(12, 17),
        < 99 => draws.Spread(15, 21),
        _ => draws.Spread(20, 26),
    };
}
