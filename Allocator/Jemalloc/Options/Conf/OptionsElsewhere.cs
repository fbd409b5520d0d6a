using AllocSim.Allocator.Jemalloc.Versions;

namespace AllocSim.Allocator.Jemalloc.Options.Conf;

/// <summary>Options that a version does not have: which versions have them, and what stands for them here.</summary>
internal static class OptionsElsewhere
{
    private static readonly Dictionary<string, string> Before5 = new(StringComparer.Ordinal)
    {
        ["lg_dirty_mult"] = "2.1 to 4; 5.x has dirty_decay_ms",
        ["decay_time"] = "4.x; 5.x has dirty_decay_ms, in milliseconds",
        ["purge"] = "4.x; 5.x always purges by time, see dirty_decay_ms",
        ["lg_chunk"] = "2.1 to 4; 5.x has no chunks: extents are as long as they have to be",
        ["lg_qspace_max"] = "2.1; in 5.x the size classes are fixed, see slab_sizes for the length of slabs",
        ["lg_cspace_max"] = "2.1; in 5.x the size classes are fixed, see slab_sizes for the length of slabs",
        ["lg_tcache_gc_sweep"] = "2.1; 5.3 has tcache_gc_incr_bytes, earlier 5.x have nothing in its place",
        ["print_stats"] = "jemalloc before 2.0; 5.x has stats_print",
        ["sysv"] = "2.1; 5.x has zero_realloc from 5.3 on",
        ["overcommit"] = "2.1; 5.x follows the system's setting",
        ["swap"] = "2.1; 5.x has dss",
        ["quarantine"] = "3.x and 4.x; 5.x has junk",
        ["redzone"] = "3.x and 4.x; 5.x has san_guard_small from 5.3 on",
        ["valgrind"] = "3.x and 4.x; 5.x has nothing in its place",
        ["lg_prof_bt_max"] = "2.1; 5.x has lg_prof_sample",
        ["lg_prof_tcmax"] = "2.1; 5.x has nothing in its place",
    };

    // Of a default build: those of the heap profiler, which 5.3.1 has been built without.
    private static readonly string[] Since531 = ["prof_bt_max", "prof_pid_namespace"];

    /// <summary>What to say of an option that a version does not know; null when nothing has it.</summary>
    public static string? Explain(string name, JemallocVersion version)
    {
        if (Before5.TryGetValue(name, out string? words))
        {
            return $"{name} is an option of {words}";
        }

        string[] having = [.. JemallocVersion.All.Where(other => other.Options.Find(name)?.Name == name).Select(other => other.Name)];
        if (having.Length == 0 && Since531.Contains(name))
        {
            having = ["5.3.1"];
        }

        return having.Length == 0 ? null : $"{name} is an option of jemalloc {Listed(having)}; {version.Name} has nothing in its place";
    }

    private static string Listed(string[] names) => names.Length == 1 ? names[0] : $"{string.Join(", ", names[..^1])} and {names[^1]}";
}
