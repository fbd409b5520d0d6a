using CsvHelper;

namespace AllocSim.Reports.Tables;

/// <summary>The state of a run before one operation: a row of timeline.csv. What the allocator says stands beside what the page layer knows; it is empty where the allocator does not say it.</summary>
[CsvRecord]
public readonly partial record struct TimelineSample
{
    /// <summary>The operation that comes next; for the last sample the number of operations.</summary>
    [CsvColumn("operation")]
    public long Operation { get; init; }

    /// <summary>The trace's clock.</summary>
    [CsvColumn("time_ns")]
    public long TimeNs { get; init; }

    /// <summary>Objects that the program holds.</summary>
    [CsvColumn("live_objects")]
    public long LiveObjects { get; init; }

    /// <summary>Bytes that the program asked for and holds.</summary>
    [CsvColumn("requested_bytes")]
    public ulong RequestedBytes { get; init; }

    /// <summary>The same, each object rounded up to its size class.</summary>
    [CsvColumn("allocated_bytes")]
    public ulong? AllocatedBytes { get; init; }

    /// <summary>Bytes in pages or chunks that objects are cut from.</summary>
    [CsvColumn("active_bytes")]
    public ulong? ActiveBytes { get; init; }

    /// <summary>Bytes in pages that hold at least one live byte.</summary>
    [CsvColumn("live_page_bytes")]
    public ulong LivePageBytes { get; init; }

    /// <summary>Resident bytes as the allocator estimates them.</summary>
    [CsvColumn("said_resident_bytes")]
    public ulong? SaidResidentBytes { get; init; }

    /// <summary>Bytes in pages that have memory behind them, lazily freed ones included.</summary>
    [CsvColumn("true_resident_bytes")]
    public ulong TrueResidentBytes { get; init; }

    /// <summary>Of those, bytes that the kernel may take at any time.</summary>
    [CsvColumn("lazily_freed_bytes")]
    public ulong LazilyFreedBytes { get; init; }

    /// <summary>Of those, bytes in huge pages.</summary>
    [CsvColumn("huge_bytes")]
    public ulong HugeBytes { get; init; }

    /// <summary>Bytes mapped that hold objects or are kept for them, as the allocator says.</summary>
    [CsvColumn("mapped_bytes")]
    public ulong? MappedBytes { get; init; }

    /// <summary>Bytes of address space that the allocator keeps without memory behind them.</summary>
    [CsvColumn("retained_bytes")]
    public ulong? RetainedBytes { get; init; }

    /// <summary>Bytes of address space that the process has, as the page layer knows.</summary>
    [CsvColumn("address_space_bytes")]
    public ulong AddressSpaceBytes { get; init; }

    /// <summary>Bytes of the allocator's own records.</summary>
    [CsvColumn("metadata_bytes")]
    public ulong? MetadataBytes { get; init; }

    /// <summary>The gauges of the policy's own, in the order in which it declares them; columns of their own.</summary>
    [CsvIgnore]
    public IReadOnlyList<ulong> Own { get => field ?? []; init; }

    /// <summary>mmap calls so far.</summary>
    [CsvColumn("mmap_calls")]
    public long MmapCalls { get; init; }

    /// <summary>munmap calls so far.</summary>
    [CsvColumn("munmap_calls")]
    public long MunmapCalls { get; init; }

    /// <summary>madvise calls with MADV_DONTNEED so far.</summary>
    [CsvColumn("madvise_dontneed_calls")]
    public long MadviseDontneedCalls { get; init; }

    /// <summary>madvise calls with MADV_FREE so far.</summary>
    [CsvColumn("madvise_free_calls")]
    public long MadviseFreeCalls { get; init; }

    /// <summary>Page faults so far.</summary>
    [CsvColumn("page_faults")]
    public long PageFaults { get; init; }

    /// <summary>Calls of sbrk that moved the break so far.</summary>
    [CsvColumn("sbrk_calls")]
    public long SbrkCalls { get; init; }

    /// <summary>Mappings that the kernel keeps.</summary>
    [CsvColumn("mappings", Optional = true)]
    public long Mappings { get; init; }

    /// <summary>What is larger than that which contains it, in words; null where the books balance.</summary>
    public string? Imbalance()
    {
        ReadOnlySpan<(string Part, ulong Bytes, string Whole, ulong Of)> pairs =
        [
            ("requested_bytes", RequestedBytes, "allocated_bytes", AllocatedBytes ?? ulong.MaxValue),
            ("allocated_bytes", AllocatedBytes ?? 0, "active_bytes", ActiveBytes ?? ulong.MaxValue),
            ("live_page_bytes", LivePageBytes, "true_resident_bytes", TrueResidentBytes),
            ("true_resident_bytes", TrueResidentBytes, "address_space_bytes", AddressSpaceBytes),
            ("lazily_freed_bytes", LazilyFreedBytes, "true_resident_bytes", TrueResidentBytes),
            ("huge_bytes", HugeBytes, "true_resident_bytes", TrueResidentBytes),
        ];
        foreach ((string part, ulong bytes, string whole, ulong of) in pairs)
        {
            if (bytes > of)
            {
                return FormattableString.Invariant($"before operation {Operation} {part} is {bytes}, more than {whole}, {of}");
            }
        }

        return null;
    }

    /// <summary>Pages that objects handed out since the sample before lie in, each counted once. This and what follows is recorded for a run that leaves files only.</summary>
    [CsvColumn("touched_pages")]
    public long TouchedPages { get; init; }

    /// <summary>Bytes that live objects can use beyond what was asked for.</summary>
    [CsvColumn("slop_bytes")]
    public ulong SlopBytes { get; init; }

    /// <summary>Bytes of free objects in caches of threads and explicit ones.</summary>
    [CsvColumn("cached_bytes")]
    public ulong CachedBytes { get; init; }
}
