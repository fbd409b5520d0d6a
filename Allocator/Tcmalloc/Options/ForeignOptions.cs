namespace AllocSim.Allocator.Tcmalloc.Options;

/// <summary>Variables that this library does not read, and who does.</summary>
internal static class ForeignOptions
{
    private const string Debug = "libtcmalloc_minimal_debug reads it, the build for finding errors";
    private const string Full = "libtcmalloc reads it, the build with profilers; libtcmalloc_minimal is modelled";
    private const string Google = "Google's later TCMalloc with caches per CPU has it, not gperftools 2.10";

    private static readonly (string Name, string Owner)[] Names =
    [
        ("TCMALLOC_OVERRIDE_PAGESIZE", "gperftools has it since 2.11; 2.10 is modelled"),
        ("TCMALLOC_DISABLE_REPLACEMENT", "gperftools has it since 2.15; 2.10 is modelled"),
        ("TCMALLOC_ENABLE_SIZED_DELETE", "only builds that decide on sized delete when they are loaded read it"),
        ("TCMALLOC_STACKTRACE_METHOD", Full),
        ("TCMALLOC_STACKTRACE_METHOD_VERBOSE", Full),
        ("TCMALLOC_TRACE", Debug),
        ("TCMALLOC_TRACE_FILE", Debug),
        ("TCMALLOC_PAGE_FENCE", Debug),
        ("TCMALLOC_PAGE_FENCE_NEVER_RECLAIM", Debug),
        ("TCMALLOC_PAGE_FENCE_READABLE", Debug),
        ("TCMALLOC_RECLAIM_MEMORY", Debug),
        ("TCMALLOC_MAX_FREE_QUEUE_SIZE", Debug),
        ("TCMALLOC_SYMBOLIZE_STACKTRACE", Debug),
        ("TCMALLOC_PAGE_FRANCE_NEVER_RECLAIM", "libtcmalloc_minimal_debug read it under this name until gperftools 2.5; now it is TCMALLOC_PAGE_FENCE_NEVER_RECLAIM"),
    ];

    private static readonly (string Prefix, string Owner)[] Prefixes =
    [
        ("TCMALLOC_PERCPU", Google),
        ("TCMALLOC_PER_CPU", Google),
        ("TCMALLOC_NUMA", Google),
        ("TCMALLOC_HPAA", Google),
        ("BORG_", Google),
        ("MIMALLOC_", "the policy mimalloc has it"),
        ("GLIBC_TUNABLES", "the policy glibc has it"),
        ("MALLOC_CONF", "the jemalloc policies have it"),
        ("MALLOC_OPTIONS", "the policy phkmalloc has it"),
        ("MALLOC_", "the policy glibc has it"),
        ("HEAPPROFILE", Full),
        ("HEAPCHECK", Full),
        ("CPUPROFILE", "libprofiler reads it"),
    ];

    /// <summary>Who reads a variable; null for nobody known.</summary>
    public static string? OwnerOf(string name)
    {
        foreach ((string known, string owner) in Names)
        {
            if (known == name)
            {
                return owner;
            }
        }

        foreach ((string prefix, string owner) in Prefixes)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
            {
                return owner;
            }
        }

        return null;
    }
}
