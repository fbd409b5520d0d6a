namespace AllocSim.Allocator.Jemalloc.Inspection.Library;

/// <summary>Where a release keeps its records, in bytes, as its default build for 64-bit Linux with 4 KiB pages lays them out; read off its debug information.</summary>
internal sealed record LibraryLayout
{
    /// <summary>The variable that holds the page map.</summary>
    public required string Map { get; init; }

    /// <summary>Its length.</summary>
    public required ulong MapBytes { get; init; }

    /// <summary>Offset of the map's root in it.</summary>
    public required ulong MapRoot { get; init; }

    /// <summary>Offset of the count of pages in use in an arena.</summary>
    public required ulong ArenaActive { get; init; }

    /// <summary>Offset of the list of large objects in an arena.</summary>
    public required ulong ArenaLarge { get; init; }

    /// <summary>Offset of the heap of spare extent records in an arena.</summary>
    public required ulong ArenaSpare { get; init; }

    /// <summary>Offset of the pointer to an arena's base.</summary>
    public required ulong ArenaBase { get; init; }

    /// <summary>Offsets of an arena's dirty, muzzy and retained extents.</summary>
    public required IReadOnlyList<ulong> ArenaSets { get; init; }

    /// <summary>Distance from a set to the one of its extents with guard pages; 0 in releases without guard pages.</summary>
    public ulong GuardedSet { get; init; }

    /// <summary>Offset of the heaps of a set, a heap for each page size class.</summary>
    public required ulong SetHeaps { get; init; }

    /// <summary>Distance between them.</summary>
    public required ulong SetHeapBytes { get; init; }

    /// <summary>Offset of a set's list of all its extents in order of use.</summary>
    public required ulong SetOrder { get; init; }

    /// <summary>Offset of a set's count of pages.</summary>
    public required ulong SetPages { get; init; }

    /// <summary>Offset of the list of blocks in a base.</summary>
    public required ulong BaseBlocks { get; init; }

    /// <summary>Where an arena keeps its bins.</summary>
    public required BinPlaces Bins { get; init; }

    /// <summary>Offset of the slab that a bin works on; its heap of nonfull slabs and its list of full ones follow.</summary>
    public required ulong BinCurrent { get; init; }

    /// <summary>Bytes of a heap of records: its root, and in newer releases a count.</summary>
    public required ulong HeapBytes { get; init; }

    /// <summary>Offset of the count of a bin's slabs.</summary>
    public required ulong BinSlabs { get; init; }

    /// <summary>Offset in an extent record of the links of lists of slabs and large objects.</summary>
    public required ulong UsedLink { get; init; }

    /// <summary>Offset in an extent record of the links of lists of unused extents.</summary>
    public required ulong UnusedLink { get; init; }

    /// <summary>Offset of the serial in an extent record; 0 where it is part of the bit word.</summary>
    public ulong Serial { get; init; }

    /// <summary>The variable that says whether large objects have whole pages instead of a size class; empty where they always have a class.</summary>
    public string PagewiseSizes { get; init; } = "";

    /// <summary>Bytes of a thread's block.</summary>
    public required ulong ThreadBytes { get; init; }

    /// <summary>Offset in it of the arena for the library's own memory; the thread's arena follows.</summary>
    public required ulong ThreadInternalArena { get; init; }

    /// <summary>Offset in it of whether the thread has a cache.</summary>
    public required ulong ThreadHasCache { get; init; }

    /// <summary>Offset in it of the thread's cache.</summary>
    public required ulong ThreadCache { get; init; }

    /// <summary>How caches are laid out.</summary>
    public required CacheLayout Caches { get; init; }
}
