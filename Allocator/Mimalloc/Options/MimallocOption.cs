namespace AllocSim.Allocator.Mimalloc.Options;

/// <summary>One option: its name without the prefix, an older name, how it is read and set.</summary>
/// <param name="Name">Lower case, as the library has it.</param>
/// <param name="LegacyName">The name it had in version 1, which is looked for when the other is not set; null for none.</param>
/// <param name="IsKibibytes">Whether the number takes a unit and is kept in KiB.</param>
/// <param name="Get">Reads it.</param>
/// <param name="Set">The same options with another value.</param>
internal sealed record MimallocOption(
    string Name, string? LegacyName, bool IsKibibytes, Func<MimallocOptions, long> Get, Func<MimallocOptions, long, MimallocOptions> Set)
{
    /// <summary>What stands before an option's name in the environment.</summary>
    public const string Prefix = "MIMALLOC_";

    /// <summary>The name in the environment.</summary>
    public string Variable => Prefix + Name.ToUpperInvariant();

    /// <summary>All options, in the library's order.</summary>
    public static IReadOnlyList<MimallocOption> All { get; } =
    [
        Of("show_errors", o => o.ShowErrors, (o, v) => o with { ShowErrors = v }),
        Of("show_stats", o => o.ShowStats, (o, v) => o with { ShowStats = v }),
        Of("verbose", o => o.Verbose, (o, v) => o with { Verbose = v }),
        Of("eager_commit", o => o.EagerCommit, (o, v) => o with { EagerCommit = v }),
        Of("deprecated_eager_region_commit", o => o.DeprecatedEagerRegionCommit, (o, v) => o with { DeprecatedEagerRegionCommit = v }),
        Of("deprecated_reset_decommits", o => o.DeprecatedResetDecommits, (o, v) => o with { DeprecatedResetDecommits = v }),
        Of("large_os_pages", o => o.LargeOsPages, (o, v) => o with { LargeOsPages = v }),
        Of("reserve_huge_os_pages", o => o.ReserveHugeOsPages, (o, v) => o with { ReserveHugeOsPages = v }),
        Of("reserve_huge_os_pages_at", o => o.ReserveHugeOsPagesAt, (o, v) => o with { ReserveHugeOsPagesAt = v }),
        Of("reserve_os_memory", o => o.ReserveOsMemory, (o, v) => o with { ReserveOsMemory = v }, isKibibytes: true),
        Of("deprecated_segment_cache", o => o.DeprecatedSegmentCache, (o, v) => o with { DeprecatedSegmentCache = v }),
        Of("page_reset", o => o.PageReset, (o, v) => o with { PageReset = v }),
        Of("abandoned_page_decommit", o => o.AbandonedPageDecommit, (o, v) => o with { AbandonedPageDecommit = v }, "abandoned_page_reset"),
        Of("deprecated_segment_reset", o => o.DeprecatedSegmentReset, (o, v) => o with { DeprecatedSegmentReset = v }),
        Of("eager_commit_delay", o => o.EagerCommitDelay, (o, v) => o with { EagerCommitDelay = v }),
        Of("decommit_delay", o => o.DecommitDelay, (o, v) => o with { DecommitDelay = v }, "reset_delay"),
        Of("use_numa_nodes", o => o.UseNumaNodes, (o, v) => o with { UseNumaNodes = v }),
        Of("limit_os_alloc", o => o.LimitOsAlloc, (o, v) => o with { LimitOsAlloc = v }),
        Of("os_tag", o => o.OsTag, (o, v) => o with { OsTag = v }),
        Of("max_errors", o => o.MaxErrors, (o, v) => o with { MaxErrors = v }),
        Of("max_warnings", o => o.MaxWarnings, (o, v) => o with { MaxWarnings = v }),
        Of("max_segment_reclaim", o => o.MaxSegmentReclaim, (o, v) => o with { MaxSegmentReclaim = v }),
        Of("allow_decommit", o => o.AllowDecommit, (o, v) => o with { AllowDecommit = v }),
        Of("segment_decommit_delay", o => o.SegmentDecommitDelay, (o, v) => o with { SegmentDecommitDelay = v }),
        Of("decommit_extend_delay", o => o.DecommitExtendDelay, (o, v) => o with { DecommitExtendDelay = v }),
        Of("destroy_on_exit", o => o.DestroyOnExit, (o, v) => o with { DestroyOnExit = v }),
    ];

    private static MimallocOption Of(string name, Func<MimallocOptions, long> get, Func<MimallocOptions, long, MimallocOptions> set, string? legacyName = null, bool isKibibytes = false)
        => new(name, legacyName, isKibibytes, get, set);
}
