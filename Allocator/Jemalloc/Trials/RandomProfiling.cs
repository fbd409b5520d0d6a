using System.Globalization;
using AllocSim.Allocator.Common.Trials;

namespace AllocSim.Allocator.Jemalloc.Trials;

/// <summary>Writes controls of the heap profiler into a random trace: its log of samples started and stopped, its list of recent ones resized.</summary>
internal static class RandomProfiling
{
    /// <summary>Adds up to twelve controls to a trace's lines. prof.reset is none of them: with the log on, the library can wait for itself after it.</summary>
    public static void Write(SeededDraws draws, List<string> lines)
    {
        int[] places = [.. Enumerable.Range(0, draws.Below(13)).Select(_ => draws.Below(lines.Count)).Order()];
        for (int i = places.Length - 1; i >= 0; i--)
        {
            string[] fields = lines[places[i]].Split(' ', 3);
            lines.Insert(places[i], $"{fields[0]} {fields[1]} ctl {Draw(draws)}");
        }
    }

    private static string Draw(SeededDraws draws) => draws.Below(6) switch
    {
        0 or 1 => "u64 prof.log_start 0",
        2 => "void prof.log_stop",
        3 => "u64 experimental.prof_recent.alloc_max",
        4 => string.Create(CultureInfo.InvariantCulture, $"u64 experimental.prof_recent.alloc_max {draws.Pick(-2, -1, 0, 1, 3, 20, 1000)}"),
        _ => draws.Pick("void prof.log_start", "u32 prof.log_start 0", "u64 prof.log_stop", "u32 experimental.prof_recent.alloc_max 5", "u64 thread.prof.name 0"),
    };
}
