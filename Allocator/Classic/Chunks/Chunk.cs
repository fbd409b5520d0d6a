using AllocSim.Allocator.Classic.Arenas;
using AllocSim.Allocator.Classic.Runs;

namespace AllocSim.Allocator.Classic.Chunks;

/// <summary>A chunk that an arena cuts into runs: its header, with the page map. (arena_chunk_t)</summary>
/// <remarks>
/// The map has an element for each page behind the header; here it is indexed by the page's number in the chunk, so that the header's own elements are unused.
/// An element is the pages of the run (first and last page of a free run, first of a large one) or the page's place in its run (small ones), above four flags.
/// Elements within a run keep what was written there last, as they do in the library, which sometimes looks.
/// The flag "not zero" is missing: on Linux every page of a run that is not dirty reads as zero, fresh or purged.
/// </remarks>
internal sealed class Chunk
{
    /// <summary>How far the pages of an element are shifted.</summary>
    public const int PagesShift = 4;

    /// <summary>The page belongs to a run in use.</summary>
    public const uint Allocated = 1;

    /// <summary>The run is one large object.</summary>
    public const uint Large = 2;

    /// <summary>The run's pages may have been written.</summary>
    public const uint Dirty = 8;

    /// <summary>All flags.</summary>
    public const uint Flags = 15;

    /// <summary>Makes the header of a chunk yet to be placed.</summary>
    public Chunk(int pages)
    {
        Map = new uint[pages];
        RunAt = new Run?[pages];
        FreeSlot = new int[pages];
    }

    /// <summary>Where the chunk is.</summary>
    public ulong Address { get; set; }

    /// <summary>The arena that owns it.</summary>
    public Arena Arena { get; set; } = null!;

    /// <summary>It is in its arena's list of chunks with dirty pages; it may have none any more. (dirtied)</summary>
    public bool IsDirtied { get; set; }

    /// <summary>Pages of free runs that may have been written. (ndirty)</summary>
    public long DirtyPages { get; set; }

    /// <summary>The chunk before it in that list.</summary>
    public Chunk? DirtyBefore { get; set; }

    /// <summary>The chunk behind it in that list.</summary>
    public Chunk? DirtyAfter { get; set; }

    /// <summary>The page map.</summary>
    public uint[] Map { get; }

    /// <summary>The run of small regions that holds a page; null for any other page.</summary>
    public Run?[] RunAt { get; }

    /// <summary>Where the free run that begins with a page stands among those of its length.</summary>
    public int[] FreeSlot { get; }
}
