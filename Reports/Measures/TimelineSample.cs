namespace AllocSim.Reports.Measures;

/// <summary>The state of a run before one operation: a row of timeline.csv. What the allocator says stands beside what the page layer knows.</summary>
public sealed record TimelineSample
{
    /// <summary>The operation that comes next; for the last sample the number of operations.</summary>
    public long Operation { get; init; }

    /// <summary>The trace's clock.</summary>
    public long TimeNs { get; init; }

    /// <summary>Objects that the program holds.</summary>
    public long LiveObjects { get; init; }

    /// <summary>Bytes that the program asked for and holds.</summary>
    public ulong RequestedBytes { get; init; }

    /// <summary>The same, each object rounded up to its size class.</summary>
    public ulong AllocatedBytes { get; init; }

    /// <summary>Bytes in pages of slabs and large extents.</summary>
    public ulong ActiveBytes { get; init; }

    /// <summary>Bytes in pages that hold at least one live byte.</summary>
    public ulong LivePageBytes { get; init; }

    /// <summary>Resident bytes as the allocator estimates them.</summary>
    public ulong SaidResidentBytes { get; init; }

    /// <summary>Bytes in pages that have memory behind them, lazily freed ones included.</summary>
    public ulong TrueResidentBytes { get; init; }

    /// <summary>Of those, bytes that the kernel may take at any time.</summary>
    public ulong LazilyFreedBytes { get; init; }

    /// <summary>Of those, bytes in huge pages.</summary>
    public ulong HugeBytes { get; init; }

    /// <summary>Bytes in active and cached extents, as the allocator says.</summary>
    public ulong MappedBytes { get; init; }

    /// <summary>Bytes of address space that the allocator keeps without memory behind them.</summary>
    public ulong RetainedBytes { get; init; }

    /// <summary>Bytes of address space that the process has, as the page layer knows.</summary>
    public ulong AddressSpaceBytes { get; init; }

    /// <summary>Bytes of the allocator's own records.</summary>
    public ulong MetadataBytes { get; init; }

    /// <summary>Unused pages that are still backed.</summary>
    public ulong DirtyPages { get; init; }

    /// <summary>Unused pages given to the kernel lazily.</summary>
    public ulong MuzzyPages { get; init; }

    /// <summary>Pages purged so far.</summary>
    public ulong PurgedPages { get; init; }

    /// <summary>mmap calls so far.</summary>
    public long MmapCalls { get; init; }

    /// <summary>munmap calls so far.</summary>
    public long MunmapCalls { get; init; }

    /// <summary>madvise calls with MADV_DONTNEED so far.</summary>
    public long MadviseDontneedCalls { get; init; }

    /// <summary>madvise calls with MADV_FREE so far.</summary>
    public long MadviseFreeCalls { get; init; }

    /// <summary>Page faults so far.</summary>
    public long PageFaults { get; init; }
}
