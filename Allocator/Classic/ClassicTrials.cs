using AllocSim.Allocator.Common.Trials;
using AllocSim.Simulator.Allocation.Policies;

namespace AllocSim.Allocator.Classic;

/// <summary>Random cases for jemalloc 2.1: options, CPUs and a trace of what the standard calls ask for.</summary>
internal static class ClassicTrials
{
    private static readonly string[][] Settings =
    [
        ["lg_dirty_mult:-1", "lg_dirty_mult:0", "lg_dirty_mult:2", "lg_dirty_mult:8"],
        ["lg_chunk:16", "lg_chunk:18", "lg_chunk:20", "lg_chunk:24"],
        ["lg_qspace_max:5", "lg_qspace_max:9", "lg_qspace_max:11"],
        ["lg_cspace_max:7", "lg_cspace_max:10", "lg_cspace_max:11"],
        ["narenas:1", "narenas:3", "narenas:100"],
        ["tcache:false"],
        ["junk:true", "zero:true"],
        ["lg_tcache_max:-1", "lg_tcache_max:13", "lg_tcache_max:18"],
        ["lg_tcache_gc_sweep:-1", "lg_tcache_gc_sweep:4"],
    ];

    /// <summary>Draws a case.</summary>
    public static RandomCase Draw(ulong seed, int operations)
    {
        SeededDraws draws = new(seed);
        string conf = DrawConf(draws);
        int cpus = draws.From(1, 8);
        TraceShape shape = TraceShape.Draw(draws) with { IsExtended = false, Controls = 0, UsesArenasAndCaches = false };
        return new RandomCase(conf, cpus, RandomTrace.Write(draws, shape.WrittenByTheAllocator(), operations));
    }

    // Some values do not go together.
    private static string DrawConf(SeededDraws draws)
    {
        while (true)
        {
            string[] drawn = new string[draws.Pick(0, 1, 1, 2, 3)];
            for (int i = 0; i < drawn.Length; i++)
            {
                drawn[i] = draws.Pick<string>(draws.Pick<string[]>(Settings));
            }

            string conf = string.Join(',', drawn.DistinctBy(setting => setting.Split(':')[0]));
            if (Options.ClassicConf.Check(conf).Strict().Errors.Count == 0)
            {
                return conf;
            }
        }
    }
}
