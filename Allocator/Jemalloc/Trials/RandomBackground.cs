using System.Globalization;
using AllocSim.Allocator.Common.Trials;
using AllocSim.Allocator.Jemalloc.Versions;

namespace AllocSim.Allocator.Jemalloc.Trials;

/// <summary>Background threads in a random case: options that start them, and controls that start, stop, count and limit them.</summary>
internal static class RandomBackground
{
    /// <summary>Draws a string that mostly has background threads from the start, then as <see cref="RandomOptions.Draw"/>; now and then with the huge page allocator.</summary>
    public static string DrawOptions(SeededDraws draws, JemallocVersion version)
    {
        List<string> drawn = [];
        if (draws.Chance(700_000))
        {
            drawn.Add("background_thread:true");
        }

        // Where fewer threads than CPUs make an arena look past the library's records of them, what it finds there is not known.
        if (draws.Chance(400_000) && !version.TellsBackgroundByCpu)
        {
            drawn.Add(string.Create(CultureInfo.InvariantCulture, $"max_background_threads:{draws.Pick(1, 2, 3, 4, 17)}"));
        }

        if (draws.Chance(150_000) && version == JemallocVersion.V530)
        {
            drawn.Add("hpa:true");
        }

        string others = RandomOptions.Draw(draws);
        return string.Join(',', others.Length == 0 ? drawn : drawn.Append(others));
    }

    /// <summary>Adds up to twelve controls to a trace's lines. No threads at all, which the control lets through, is none of them: the library then divides by 0.</summary>
    public static void Write(SeededDraws draws, List<string> lines)
    {
        int[] places = [.. Enumerable.Range(0, draws.Below(13)).Select(_ => draws.Below(lines.Count)).Order()];
        for (int i = places.Length - 1; i >= 0; i--)
        {
            string[] fields = lines[places[i]].Split(' ', 3);
            lines.Insert(places[i], $"{fields[0]} {fields[1]} ctl {Draw(draws)}");
        }
    }

    private static string Draw(SeededDraws draws) => draws.Below(8) switch
    {
        0 or 1 => "bool background_thread 1",
        2 => "bool background_thread 0",
        3 or 4 => string.Create(CultureInfo.InvariantCulture, $"u64 max_background_threads {draws.Pick(1, 1, 2, 3, 4, 5, 8, 100)}"),
        5 => draws.Pick("bool background_thread", "u64 max_background_threads", "u32 background_thread 1", "u32 max_background_threads"),
        _ => $"u64 stats.{draws.Pick("background_thread.num_threads", "background_thread.num_runs", "background_thread.run_interval", "mutexes.max_per_bg_thd.num_ops", "mutexes.background_thread.num_ops")}",
    };
}
