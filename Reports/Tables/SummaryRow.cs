namespace AllocSim.Reports.Tables;

/// <summary>A whole run in one row: summary.csv. Ratios are fractions of 1.</summary>
public sealed record SummaryRow
{
    /// <summary>The trace's name.</summary>
    public string Trace { get; init; } = "";

    /// <summary>The policy.</summary>
    public string Policy { get; init; } = "";

    /// <summary>Its options, as given.</summary>
    public string Conf { get; init; } = "";

    /// <summary>Operations replayed.</summary>
    public long Operations { get; init; }

    /// <summary>From the first operation to the last, on the trace's clock.</summary>
    public long DurationNs { get; init; }

    /// <summary>Repairs and skips of a lenient reading.</summary>
    public long Repairs { get; init; }

    /// <summary>Allocations that returned null.</summary>
    public long FailedAllocations { get; init; }

    /// <summary>Objects that still lived at the end.</summary>
    public long EndLiveObjects { get; init; }

    /// <summary>Most bytes that the program held.</summary>
    public ulong PeakRequestedBytes { get; init; }

    /// <summary>Most bytes with memory behind them.</summary>
    public ulong PeakResidentBytes { get; init; }

    /// <summary>Most bytes in pages that held a live byte.</summary>
    public ulong PeakLivePageBytes { get; init; }

    /// <summary>Most bytes that the allocator said were active, over the samples.</summary>
    public ulong PeakActiveBytes { get; init; }

    /// <summary>Resident bytes when requested bytes were at their peak.</summary>
    public ulong ResidentAtPeakBytes { get; init; }

    /// <summary>Requested bytes averaged over time.</summary>
    public double MeanRequestedBytes { get; init; }

    /// <summary>Resident bytes averaged over time.</summary>
    public double MeanResidentBytes { get; init; }

    /// <summary>Bytes in pages with a live byte, averaged over time.</summary>
    public double MeanLivePageBytes { get; init; }

    /// <summary>Requested bytes at the end.</summary>
    public ulong EndRequestedBytes { get; init; }

    /// <summary>Resident bytes at the end.</summary>
    public ulong EndResidentBytes { get; init; }

    /// <summary>Active bytes at the end.</summary>
    public ulong EndActiveBytes { get; init; }

    /// <summary>Address space kept without memory at the end.</summary>
    public ulong EndRetainedBytes { get; init; }

    /// <summary>The allocator's own records at the end.</summary>
    public ulong EndMetadataBytes { get; init; }

    /// <summary>At the sample with the most requested bytes: 1 - requested / allocated.</summary>
    public double InternalFragmentationRatio { get; init; }

    /// <summary>At that sample: 1 - allocated / active.</summary>
    public double ExternalFragmentationRatio { get; init; }

    /// <summary>At that sample: 1 - bytes in pages with a live byte / resident.</summary>
    public double PageFragmentationRatio { get; init; }

    /// <summary>Peak resident over peak requested, less 1: memory that the allocator cost (Johnstone and Wilson, #4).</summary>
    public double PeakOverheadRatio { get; init; }

    /// <summary>Pages purged.</summary>
    public ulong PurgedPages { get; init; }

    /// <summary>mmap calls.</summary>
    public long MmapCalls { get; init; }

    /// <summary>munmap calls.</summary>
    public long MunmapCalls { get; init; }

    /// <summary>madvise calls.</summary>
    public long MadviseCalls { get; init; }

    /// <summary>sbrk calls that moved the break.</summary>
    public long SbrkCalls { get; init; }

    /// <summary>Page faults.</summary>
    public long PageFaults { get; init; }
}
