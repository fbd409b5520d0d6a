using AllocSim.Allocator.Common.Trials;
using AllocSim.Simulator.Allocation.Policies;

namespace AllocSim.Allocator.Tcmalloc;

/// <summary>Random cases for tcmalloc: variables, CPUs and a trace.</summary>
internal static class TcmallocTrials
{
    private static readonly string[][] Settings =
    [
        ["TCMALLOC_MAX_TOTAL_THREAD_CACHE_BYTES=524288", "TCMALLOC_MAX_TOTAL_THREAD_CACHE_BYTES=1000000", "TCMALLOC_MAX_TOTAL_THREAD_CACHE_BYTES=4194304", "TCMALLOC_MAX_TOTAL_THREAD_CACHE_BYTES=100000000"],
        ["TCMALLOC_TRANSFER_NUM_OBJ=1", "TCMALLOC_TRANSFER_NUM_OBJ=4", "TCMALLOC_TRANSFER_NUM_OBJ=100", "TCMALLOC_TRANSFER_NUM_OBJ=2048"],
        ["TCMALLOC_RELEASE_RATE=0", "TCMALLOC_RELEASE_RATE=0.3", "TCMALLOC_RELEASE_RATE=5", "TCMALLOC_RELEASE_RATE=100"],
        ["TCMALLOC_HEAP_LIMIT_MB=50", "TCMALLOC_HEAP_LIMIT_MB=300"],
        ["TCMALLOC_AGGRESSIVE_DECOMMIT=true"],
        ["TCMALLOC_DISABLE_MEMORY_RELEASE=true"],
        ["TCMALLOC_SKIP_SBRK=true"],
    ];

    /// <summary>Draws a case.</summary>
    public static RandomCase Draw(ulong seed, int operations)
    {
        SeededDraws draws = new(seed);
        string[] drawn = new string[draws.Pick(0, 1, 1, 2, 3)];
        for (int i = 0; i < drawn.Length; i++)
        {
            drawn[i] = draws.Pick<string>(draws.Pick<string[]>(Settings));
        }

        int cpus = draws.From(1, 8);
        TraceShape shape = TraceShape.Draw(draws) with { IsExtended = false, Controls = 0, UsesArenasAndCaches = false, Threads = draws.Pick(1, 1, 2, 3, 6, 12) };
        shape = shape.WrittenByTheAllocator() with { Exits = shape.Threads > 1 ? draws.Pick(0, 300, 3_000) : 0 };
        return new RandomCase(string.Join(',', drawn.DistinctBy(setting => setting.Split('=')[0])), cpus, RandomTrace.Write(draws, shape, operations));
    }
}
