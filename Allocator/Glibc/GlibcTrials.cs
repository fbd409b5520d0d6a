using System.Globalization;
using AllocSim.Allocator.Common.Trials;
using AllocSim.Simulator.Allocation.Policies;

namespace AllocSim.Allocator.Glibc;

/// <summary>Random cases for glibc's malloc: tunables, CPUs and a trace.</summary>
internal static class GlibcTrials
{
    private static readonly string[] Options =
    [
        "", "tcache_count=0", "tcache_count=0:mxfast=0", "tcache_count=2:mxfast=160:tcache_max=200", "arena_max=1", "arena_max=2:perturb=7", "mmap_threshold=4096:mmap_max=40",
        "trim_threshold=0:top_pad=0", "hugetlb=1", "hugetlb=2", "tcache_count=500:tcache_unsorted_limit=3", "arena_test=2:top_pad=300000", "mmap_max=0",
        "mmap_threshold=100000000:trim_threshold=40000:top_pad=1", "hugetlb=1:top_pad=5000000:arena_max=3", "hugetlb=2:tcache_max=0:mmap_threshold=60000", "top_pad=70000000",
        "hugetlb=2:top_pad=0:arena_max=4", "mxfast=80:trim_threshold=1:arena_max=2", "tcache_max=1032:tcache_count=65535",
    ];

    /// <summary>Draws a case; its options follow from the seed alone.</summary>
    public static RandomCase Draw(ulong seed, int operations)
    {
        SeededDraws draws = new(seed);
        string names = Options[(int)(seed % (ulong)Options.Length)];
        string conf = string.Join(':', names.Split(':', StringSplitOptions.RemoveEmptyEntries).Select(name => "glibc.malloc." + name));
        int cpus = draws.Pick(1, 1, 2, 4);
        TraceShape shape = TraceShape.Draw(draws) with { IsExtended = false, Controls = 0, UsesArenasAndCaches = false, Threads = draws.Pick(1, 1, 2, 3, 6, 12) };
        shape = shape.WrittenByTheAllocator() with { Exits = shape.Threads > 1 ? draws.Pick(0, 300, 3_000) : 0 };
        List<string> lines = RandomTrace.Write(draws, shape, operations);
        AddRefused(draws, lines);
        return new RandomCase(conf, cpus, lines);
    }

    // Requests that no system has memory for: they send a thread to another arena.
    private static void AddRefused(SeededDraws draws, List<string> lines)
    {
        const long FreshObject = 1_000_000_000;
        long made = 0;
        for (int at = draws.Below(lines.Count); at < lines.Count; at += 1 + draws.Below(lines.Count))
        {
            string[] fields = lines[at].Split(' ');
            if (fields[2] != "exit")
            {
                lines.Insert(at, string.Create(CultureInfo.InvariantCulture, $"{fields[0]} {fields[1]} malloc {FreshObject + made++} {1UL << draws.Pick(41, 44, 47)}"));
            }
        }
    }
}
