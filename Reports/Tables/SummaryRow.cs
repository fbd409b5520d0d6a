using CsvHelper;

namespace AllocSim.Reports.Tables;

/// <summary>A whole run in one row: summary.csv. Ratios are fractions of 1.</summary>
[CsvRecord]
public sealed partial record SummaryRow
{
    /// <summary>The trace's name.</summary>
    [CsvColumn("trace")]
    public string Trace { get; init; } = "";

    /// <summary>The policy.</summary>
    [CsvColumn("policy")]
    public string Policy { get; init; } = "";

    /// <summary>Its options, as given.</summary>
    [CsvColumn("conf")]
    public string Conf { get; init; } = "";

    /// <summary>Its size classes, as given; empty for its own.</summary>
    [CsvColumn("size_classes")]
    public string SizeClasses { get; init; } = "";

    /// <summary>Options and size classes together, for people.</summary>
    public string Settings => SizeClasses.Length == 0 ? Conf : Conf.Length == 0 ? $"size classes {SizeClasses}" : $"{Conf} with size classes {SizeClasses}";

    /// <summary>Operations replayed.</summary>
    [CsvColumn("operations")]
    public long Operations { get; init; }

    /// <summary>From the first operation to the last, on the trace's clock.</summary>
    [CsvColumn("duration_ns")]
    public long DurationNs { get; init; }

    /// <summary>From the first operation's start to the last one's end in simulated time; in a serial run the same as the duration.</summary>
    [CsvColumn("simulated_ns")]
    public long SimulatedNs { get; init; }

    /// <summary>Repairs and skips of a lenient reading.</summary>
    [CsvColumn("repairs")]
    public long Repairs { get; init; }

    /// <summary>Allocations that returned null.</summary>
    [CsvColumn("failed_allocations")]
    public long FailedAllocations { get; init; }

    /// <summary>Objects that still lived at the end.</summary>
    [CsvColumn("end_live_objects")]
    public long EndLiveObjects { get; init; }

    /// <summary>Most bytes that the program held.</summary>
    [CsvColumn("peak_requested_bytes")]
    public ulong PeakRequestedBytes { get; init; }

    /// <summary>Most bytes with memory behind them.</summary>
    [CsvColumn("peak_resident_bytes")]
    public ulong PeakResidentBytes { get; init; }

    /// <summary>Most bytes in pages that held a live byte.</summary>
    [CsvColumn("peak_live_page_bytes")]
    public ulong PeakLivePageBytes { get; init; }

    /// <summary>Most bytes that the allocator said were active, over the samples.</summary>
    [CsvColumn("peak_active_bytes")]
    public ulong PeakActiveBytes { get; init; }

    /// <summary>Resident bytes when requested bytes were at their peak.</summary>
    [CsvColumn("resident_at_peak_bytes")]
    public ulong ResidentAtPeakBytes { get; init; }

    /// <summary>Requested bytes averaged over time.</summary>
    [CsvColumn("mean_requested_bytes")]
    public double MeanRequestedBytes { get; init; }

    /// <summary>Resident bytes averaged over time.</summary>
    [CsvColumn("mean_resident_bytes")]
    public double MeanResidentBytes { get; init; }

    /// <summary>Bytes in pages with a live byte, averaged over time.</summary>
    [CsvColumn("mean_live_page_bytes")]
    public double MeanLivePageBytes { get; init; }

    /// <summary>Requested bytes at the end.</summary>
    [CsvColumn("end_requested_bytes")]
    public ulong EndRequestedBytes { get; init; }

    /// <summary>Resident bytes at the end.</summary>
    [CsvColumn("end_resident_bytes")]
    public ulong EndResidentBytes { get; init; }

    /// <summary>Active bytes at the end.</summary>
    [CsvColumn("end_active_bytes")]
    public ulong EndActiveBytes { get; init; }

    /// <summary>Address space kept without memory at the end.</summary>
    [CsvColumn("end_retained_bytes")]
    public ulong EndRetainedBytes { get; init; }

    /// <summary>The allocator's own records at the end.</summary>
    [CsvColumn("end_metadata_bytes")]
    public ulong EndMetadataBytes { get; init; }

    /// <summary>At the sample with the most requested bytes: 1 - requested / allocated.</summary>
    [CsvColumn("internal_fragmentation_ratio")]
    public double InternalFragmentationRatio { get; init; }

    /// <summary>At that sample: 1 - allocated / active.</summary>
    [CsvColumn("external_fragmentation_ratio")]
    public double ExternalFragmentationRatio { get; init; }

    /// <summary>At that sample: 1 - bytes in pages with a live byte / resident.</summary>
    [CsvColumn("page_fragmentation_ratio")]
    public double PageFragmentationRatio { get; init; }

    /// <summary>Peak resident over peak requested, less 1: memory that the allocator cost (Johnstone and Wilson, #4).</summary>
    [CsvColumn("peak_overhead_ratio")]
    public double PeakOverheadRatio { get; init; }

    /// <summary>Pages purged.</summary>
    [CsvColumn("purged_pages")]
    public ulong PurgedPages { get; init; }

    /// <summary>mmap calls.</summary>
    [CsvColumn("mmap_calls")]
    public long MmapCalls { get; init; }

    /// <summary>munmap calls.</summary>
    [CsvColumn("munmap_calls")]
    public long MunmapCalls { get; init; }

    /// <summary>madvise calls.</summary>
    [CsvColumn("madvise_calls")]
    public long MadviseCalls { get; init; }

    /// <summary>sbrk calls that moved the break.</summary>
    [CsvColumn("sbrk_calls")]
    public long SbrkCalls { get; init; }

    /// <summary>Page faults.</summary>
    [CsvColumn("page_faults")]
    public long PageFaults { get; init; }
}
