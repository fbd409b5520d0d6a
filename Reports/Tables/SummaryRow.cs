using CsvHelper;

namespace AllocSim.Reports.Tables;

/// <summary>A whole run in one row: summary.csv. Ratios are fractions of 1. A figure is empty where the allocator does not say what it is made of.</summary>
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

    /// <summary>What was varied of the machine and the replay, as NAME:VALUE with commas between them; empty for nothing.</summary>
    [CsvColumn("varied", Optional = true)]
    public string Varied { get; init => field = value ?? ""; } = ""; // the reader sets null where an earlier version's table has no such column

    /// <summary>Pages given back to the system, as the policy counts them; null where it does not.</summary>
    public ulong? GivenBackPages => Own.Any(own => own.IsGivenBackPages) ? (ulong)Own.Where(own => own.IsGivenBackPages).Sum(own => own.Value.Number) : null;

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

    /// <summary>Most bytes that the allocator said were active; over the samples only where nobody asked for tables.</summary>
    [CsvColumn("peak_active_bytes")]
    public ulong? PeakActiveBytes { get; init; }

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
    public ulong? EndActiveBytes { get; init; }

    /// <summary>Address space kept without memory at the end.</summary>
    [CsvColumn("end_retained_bytes")]
    public ulong? EndRetainedBytes { get; init; }

    /// <summary>The allocator's own records at the end.</summary>
    [CsvColumn("end_metadata_bytes")]
    public ulong? EndMetadataBytes { get; init; }

    /// <summary>At the sample with the most requested bytes: 1 - requested / allocated.</summary>
    [CsvColumn("internal_fragmentation_ratio")]
    public double? InternalFragmentationRatio { get; init; }

    /// <summary>At that sample: 1 - allocated / active.</summary>
    [CsvColumn("external_fragmentation_ratio")]
    public double? ExternalFragmentationRatio { get; init; }

    /// <summary>At that sample: 1 - bytes in pages with a live byte / resident.</summary>
    [CsvColumn("page_fragmentation_ratio")]
    public double PageFragmentationRatio { get; init; }

    /// <summary>Peak resident over peak requested, less 1: memory that the allocator cost (Johnstone and Wilson, #4).</summary>
    [CsvColumn("peak_overhead_ratio")]
    public double PeakOverheadRatio { get; init; }

    /// <summary>Figures of the policy's own, each a column; those of pages given back stand here, the others before peak_slop_bytes.</summary>
    [CsvIgnore]
    public IReadOnlyList<OwnValue> Own { get; init; } = [];

    /// <summary>mmap calls.</summary>
    [CsvColumn("mmap_calls")]
    public long MmapCalls { get; init; }

    /// <summary>munmap calls.</summary>
    [CsvColumn("munmap_calls")]
    public long MunmapCalls { get; init; }

    /// <summary>madvise calls.</summary>
    [CsvColumn("madvise_calls")]
    public long MadviseCalls { get; init; }

    /// <summary>mprotect calls: guard pages.</summary>
    [CsvColumn("mprotect_calls")]
    public long MprotectCalls { get; init; }

    /// <summary>sbrk calls that moved the break.</summary>
    [CsvColumn("sbrk_calls")]
    public long SbrkCalls { get; init; }

    /// <summary>Page faults.</summary>
    [CsvColumn("page_faults")]
    public long PageFaults { get; init; }

    /// <summary>At the sample with the most requested bytes: retained / (mapped + retained), address space kept without memory.</summary>
    [CsvColumn("virtual_fragmentation_ratio")]
    public double? VirtualFragmentationRatio { get; init; }

    /// <summary>1 - requested / allocated, averaged over time. This and the other means of ratios are 0 where nobody asked for tables.</summary>
    [CsvColumn("mean_internal_fragmentation_ratio")]
    public double? MeanInternalFragmentationRatio { get; init; }

    /// <summary>1 - allocated / active, averaged over time.</summary>
    [CsvColumn("mean_external_fragmentation_ratio")]
    public double? MeanExternalFragmentationRatio { get; init; }

    /// <summary>1 - bytes in pages with a live byte / resident, averaged over time.</summary>
    [CsvColumn("mean_page_fragmentation_ratio")]
    public double MeanPageFragmentationRatio { get; init; }

    /// <summary>Retained / (mapped + retained), averaged over time.</summary>
    [CsvColumn("mean_virtual_fragmentation_ratio")]
    public double? MeanVirtualFragmentationRatio { get; init; }

    /// <summary>Bytes in pages with a live byte / active, at the sample with the most requested bytes.</summary>
    [CsvColumn("live_page_ratio")]
    public double? LivePageRatio { get; init; }

    /// <summary>Bytes in pages with a live byte / active, averaged over time.</summary>
    [CsvColumn("mean_live_page_ratio")]
    public double? MeanLivePageRatio { get; init; }

    /// <summary>Johnstone and Wilson, #1: resident / requested - 1, averaged over the time in which something lives.</summary>
    [CsvColumn("johnstone_wilson_1_ratio")]
    public double JohnstoneWilson1Ratio { get; init; }

    /// <summary>Johnstone and Wilson, #2: resident / requested - 1 when requested is at its peak.</summary>
    [CsvColumn("johnstone_wilson_2_ratio")]
    public double JohnstoneWilson2Ratio { get; init; }

    /// <summary>Johnstone and Wilson, #3: resident / requested - 1 when resident is at its peak. Large where the program had freed much by then, whatever the allocator did.</summary>
    [CsvColumn("johnstone_wilson_3_ratio")]
    public double JohnstoneWilson3Ratio { get; init; }

    /// <summary>Johnstone and Wilson, #4: the same as peak_overhead_ratio.</summary>
    [CsvColumn("johnstone_wilson_4_ratio")]
    public double JohnstoneWilson4Ratio { get; init; }

    /// <summary>Most bytes allocated.</summary>
    [CsvColumn("peak_allocated_bytes")]
    public ulong? PeakAllocatedBytes { get; init; }

    /// <summary>Most bytes resident, as the allocator says.</summary>
    [CsvColumn("peak_said_resident_bytes")]
    public ulong? PeakSaidResidentBytes { get; init; }

    /// <summary>Most bytes mapped.</summary>
    [CsvColumn("peak_mapped_bytes")]
    public ulong? PeakMappedBytes { get; init; }

    /// <summary>Most bytes retained.</summary>
    [CsvColumn("peak_retained_bytes")]
    public ulong? PeakRetainedBytes { get; init; }

    /// <summary>Most bytes of metadata.</summary>
    [CsvColumn("peak_metadata_bytes")]
    public ulong? PeakMetadataBytes { get; init; }

    /// <summary>Mean over time of bytes allocated.</summary>
    [CsvColumn("mean_allocated_bytes")]
    public double? MeanAllocatedBytes { get; init; }

    /// <summary>Mean over time of bytes active.</summary>
    [CsvColumn("mean_active_bytes")]
    public double? MeanActiveBytes { get; init; }

    /// <summary>Mean over time of bytes resident, as the allocator says.</summary>
    [CsvColumn("mean_said_resident_bytes")]
    public double? MeanSaidResidentBytes { get; init; }

    /// <summary>Mean over time of bytes mapped.</summary>
    [CsvColumn("mean_mapped_bytes")]
    public double? MeanMappedBytes { get; init; }

    /// <summary>Mean over time of bytes retained.</summary>
    [CsvColumn("mean_retained_bytes")]
    public double? MeanRetainedBytes { get; init; }

    /// <summary>Mean over time of bytes of metadata.</summary>
    [CsvColumn("mean_metadata_bytes")]
    public double? MeanMetadataBytes { get; init; }

    /// <summary>Bytes that live objects could use beyond what was asked for, at the sample with the most requested bytes; nothing where objects are not followed one by one.</summary>
    [CsvColumn("peak_slop_bytes")]
    public ulong? PeakSlopBytes { get; init; }

    /// <summary>Bytes of free objects in caches at that sample; nothing where objects are not followed one by one.</summary>
    [CsvColumn("peak_cached_bytes")]
    public ulong? PeakCachedBytes { get; init; }

    /// <summary>Bytes of a page, the unit of all columns in pages.</summary>
    [CsvColumn("page_bytes")]
    public int PageBytes { get; init; }

    /// <summary>Calls of realloc and rallocx that left a live object where it was.</summary>
    [CsvColumn("realloc_in_place_calls", Optional = true)]
    public long ReallocInPlaceCalls { get; init; }

    /// <summary>Calls of realloc and rallocx that moved a live object.</summary>
    [CsvColumn("realloc_moved_calls", Optional = true)]
    public long ReallocMovedCalls { get; init; }

    /// <summary>Most mappings that the kernel kept at once; what vm.max_map_count limits.</summary>
    [CsvColumn("peak_mappings", Optional = true)]
    public long PeakMappings { get; init; }

    /// <summary>Time that all threads together waited for locks. This and what follows is empty for a serial run.</summary>
    [CsvColumn("lock_wait_ns", Optional = true)]
    public long? LockWaitNs { get; init; }

    /// <summary>99 % of all calls took no longer.</summary>
    [CsvColumn("p99_latency_ns", Optional = true)]
    public long? P99LatencyNs { get; init; }

    /// <summary>The mutex that was waited for longest; empty where nobody waited.</summary>
    [CsvColumn("hottest_mutex", Optional = true)]
    public string HottestMutex { get; init => field = value ?? ""; } = "";

    /// <summary>Its share of the time that threads waited for any mutex.</summary>
    [CsvColumn("hottest_wait_share", Optional = true)]
    public double? HottestWaitShare { get; init; }
}
