namespace AllocSim.Allocator.Mimalloc.Options;

/// <summary>Options that belong to another version or another allocator, so that a complaint can say to which.</summary>
internal static class ForeignOptions
{
    private static readonly (string Name, string Where)[] OtherVersions =
    [
        ("eager_region_commit", "1.x and 2.0.0 have it, and 2.1.2 and later under the name MIMALLOC_ARENA_EAGER_COMMIT"),
        ("reset_decommits", "1.x and 2.0.0 have it, and 2.1.2 and later under the name MIMALLOC_PURGE_DECOMMITS"),
        ("segment_cache", "1.x and 2.0.0 have it"),
        ("segment_reset", "1.x and 2.0.0 have it"),
        ("arena_eager_commit", "2.1.2 and later have it"),
        ("purge_decommits", "2.1.2 and later have it"),
        ("allow_large_os_pages", "2.1.2 and later have it; here it is MIMALLOC_LARGE_OS_PAGES"),
        ("deprecated_page_reset", "2.1.2 and later have it"),
        ("abandoned_page_purge", "2.1.2 and later have it; here it is MIMALLOC_ABANDONED_PAGE_DECOMMIT"),
        ("purge_delay", "2.1.2 and later have it; here it is MIMALLOC_DECOMMIT_DELAY"),
        ("arena_reserve", "2.1.2 and later have it"),
        ("arena_purge_mult", "2.1.2 and later have it"),
        ("purge_extend_delay", "2.1.2 and later have it; here it is MIMALLOC_DECOMMIT_EXTEND_DELAY"),
        ("disallow_os_alloc", "2.1.7 and later have it; here it is MIMALLOC_LIMIT_OS_ALLOC"),
        ("abandoned_reclaim_on_free", "2.1.7 and later have it"),
        ("disallow_arena_alloc", "2.1.7 and later have it"),
        ("retry_on_oom", "2.1.7 and later have it"),
        ("visit_abandoned", "2.1.9 and later have it"),
        ("guarded_min", "2.1.9 and later have it"),
        ("guarded_max", "2.1.9 and later have it"),
        ("guarded_precise", "2.1.9 and later have it"),
        ("guarded_sample_rate", "2.1.9 and later have it"),
        ("guarded_sample_seed", "2.1.9 and later have it"),
        ("target_segments_per_thread", "2.1.9 and later have it"),
        ("generic_collect", "2.2.3 and later have it"),
        ("reclaim_on_free", "3.0.1 has it"),
        ("page_reclaim_on_free", "3.0.3 and later have it"),
        ("page_reclaim_max", "3.0.3 and later have it"),
        ("page_cross_thread_max_reclaim", "a later version has it"),
        ("page_full_retain", "3.0.1 and later have it"),
        ("page_max_candidates", "3.0.1 and later have it"),
        ("max_vabits", "3.0.1 and later have it"),
        ("pagemap_commit", "3.0.1 and later have it"),
        ("page_commit_on_demand", "3.0.1 and later have it"),
        ("deprecated_max_segment_reclaim", "3.0.3 and later have it"),
        ("deprecated_purge_extend_delay", "3.0.3 and later have it"),
    ];

    private static readonly (string Prefix, string Whose)[] OtherAllocators =
    [
        ("TCMALLOC_", "it is tcmalloc's"),
        ("GLIBC.MALLOC.", "it is one of glibc's tunables"),
        ("GLIBC_TUNABLES", "it is glibc's"),
        ("MALLOC_CONF", "it is jemalloc's"),
        ("MALLOC_OPTIONS", "it is phkmalloc's"),
        ("MALLOC_", "it is glibc's"),
    ];

    /// <summary>Where an option belongs.</summary>
    /// <param name="name">The name as an environment variable, in capitals.</param>
    /// <param name="bare">The name behind the library's prefix, lower case; empty where it has not that prefix.</param>
    /// <returns>Null where nobody is known to have it.</returns>
    public static string? Reason(string name, string bare)
    {
        if (Array.Find(OtherVersions, option => option.Name == bare) is { Where: { } where })
        {
            return where;
        }

        return Array.Find(OtherAllocators, option => name.StartsWith(option.Prefix, StringComparison.Ordinal)).Whose;
    }
}
