namespace AllocSim.Allocator.Mimalloc.Options;

/// <summary>The library's options, with its defaults. Numbers as it keeps them: of 64 bits with a sign, a switch being on when its number is not 0.</summary>
/// <remarks>Source: mimalloc 2.0.9, `src/options.c`.</remarks>
public sealed record MimallocOptions
{
    /// <summary>Messages of errors on standard error.</summary>
    public long ShowErrors { get; init; }

    /// <summary>Statistics on standard error when the process ends.</summary>
    public long ShowStats { get; init; }

    /// <summary>Messages of what it does on standard error.</summary>
    public long Verbose { get; init; }

    /// <summary>Whether a segment is mapped with access to all of it.</summary>
    public long EagerCommit { get; init; } = 1;

    /// <summary>Without effect; kept by the library for older programs.</summary>
    public long DeprecatedEagerRegionCommit { get; init; }

    /// <summary>Without effect; kept by the library for older programs.</summary>
    public long DeprecatedResetDecommits { get; init; }

    /// <summary>Whether huge pages are tried, from the pool first and then by advice.</summary>
    public long LargeOsPages { get; init; }

    /// <summary>Huge pages of 1 GiB to take from the pool at the start.</summary>
    public long ReserveHugeOsPages { get; init; }

    /// <summary>The memory node that <see cref="ReserveHugeOsPages"/> come from; -1 for all.</summary>
    public long ReserveHugeOsPagesAt { get; init; } = -1;

    /// <summary>Memory to map at the start as an arena, KiB.</summary>
    public long ReserveOsMemory { get; init; }

    /// <summary>Without effect; kept by the library for older programs.</summary>
    public long DeprecatedSegmentCache { get; init; }

    /// <summary>Whether a page without objects is given up lazily at once.</summary>
    public long PageReset { get; init; }

    /// <summary>Whether segments that a thread leaves behind give up their unused parts at once.</summary>
    public long AbandonedPageDecommit { get; init; }

    /// <summary>Without effect; kept by the library for older programs.</summary>
    public long DeprecatedSegmentReset { get; init; }

    /// <summary>Segments of a thread, the first ones, that are mapped without access while there is more than one thread.</summary>
    public long EagerCommitDelay { get; init; } = 1;

    /// <summary>Milliseconds until the unused part of a segment is given up; 0 for at once.</summary>
    public long DecommitDelay { get; init; } = 25;

    /// <summary>Memory nodes to believe in; 0 for those the machine has.</summary>
    public long UseNumaNodes { get; init; }

    /// <summary>Whether memory comes from arenas alone.</summary>
    public long LimitOsAlloc { get; init; }

    /// <summary>Without effect on Linux.</summary>
    public long OsTag { get; init; } = 100;

    /// <summary>Errors that are shown at most.</summary>
    public long MaxErrors { get; init; } = 16;

    /// <summary>Warnings that are shown at most.</summary>
    public long MaxWarnings { get; init; } = 16;

    /// <summary>Abandoned segments that are looked at before a new one is mapped; at least 8, at most 1024 whatever it says.</summary>
    public long MaxSegmentReclaim { get; init; } = 8;

    /// <summary>Whether memory is given up at all.</summary>
    public long AllowDecommit { get; init; } = 1;

    /// <summary>Milliseconds until a cached segment is given up; 0 for at once.</summary>
    public long SegmentDecommitDelay { get; init; } = 500;

    /// <summary>Milliseconds by which a wait is lengthened when more becomes unused meanwhile.</summary>
    public long DecommitExtendDelay { get; init; } = 1;

    /// <summary>Whether all memory is unmapped when the process ends; after the last operation, so nothing shows it.</summary>
    public long DestroyOnExit { get; init; }
}
