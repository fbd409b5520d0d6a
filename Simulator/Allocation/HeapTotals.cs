namespace AllocSim.Simulator.Allocation;

/// <summary>What an allocator says of its memory at one instant, in jemalloc's terms. Bytes unless a name says otherwise.</summary>
public struct HeapTotals
{
    /// <summary>Bytes in objects that the program holds, rounded up to their size classes. (stats.allocated)</summary>
    public ulong AllocatedBytes;

    /// <summary>Bytes in active pages: those of slabs and large extents. (stats.active)</summary>
    public ulong ActiveBytes;

    /// <summary>Bytes the allocator uses for its own records. (stats.metadata)</summary>
    public ulong MetadataBytes;

    /// <summary>Physically resident bytes as the allocator estimates them. (stats.resident)</summary>
    public ulong ResidentBytes;

    /// <summary>Bytes in active and cached extents. (stats.mapped)</summary>
    public ulong MappedBytes;

    /// <summary>Bytes of address space kept without memory behind it. (stats.retained)</summary>
    public ulong RetainedBytes;

    /// <summary>Unused pages that are still backed.</summary>
    public ulong DirtyPages;

    /// <summary>Unused pages given to the kernel lazily (MADV_FREE).</summary>
    public ulong MuzzyPages;

    /// <summary>Pages purged so far, dirty and muzzy together.</summary>
    public ulong PurgedPages;
}
