using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Replay;
using CsvHelper;

namespace AllocSim.Reports.Tables;

/// <summary>What the huge page allocator of an arena holds before one operation, and what it has done so far: a row of page_slabs.csv.</summary>
[CsvRecord]
public sealed partial record PageSlabRow
{
    /// <summary>The operation that comes next; the same as in timeline.csv.</summary>
    [CsvColumn("operation")]
    public long Operation { get; init; }

    /// <summary>The trace's clock.</summary>
    [CsvColumn("time_ns")]
    public long TimeNs { get; init; }

    /// <summary>The arena; -1 for all of them together. Arenas from the 64th on are in the sum only.</summary>
    [CsvColumn("arena")]
    public int Arena { get; init; }

    /// <summary>Page slabs: ranges of a huge page that extents are cut from.</summary>
    [CsvColumn("page_slabs")]
    public ulong PageSlabs { get; init; }

    /// <summary>Pages in them.</summary>
    [CsvColumn("pages")]
    public ulong Pages { get; init; }

    /// <summary>Page slabs for which a huge page was asked.</summary>
    [CsvColumn("huge_page_slabs")]
    public ulong HugePageSlabs { get; init; }

    /// <summary>Pages in extents, those of the small extent cache included.</summary>
    [CsvColumn("active_pages")]
    public ulong ActivePages { get; init; }

    /// <summary>Pages once used, in no extent now, and not purged since.</summary>
    [CsvColumn("dirty_pages")]
    public ulong DirtyPages { get; init; }

    /// <summary>Bytes in the small extent cache.</summary>
    [CsvColumn("cached_bytes")]
    public ulong CachedBytes { get; init; }

    /// <summary>Page slabs purged so far, each time counted.</summary>
    [CsvColumn("purge_passes")]
    public ulong PurgePasses { get; init; }

    /// <summary>Runs of pages purged so far: a madvise call each.</summary>
    [CsvColumn("purges")]
    public ulong Purges { get; init; }

    /// <summary>Page slabs made huge so far, each time counted.</summary>
    [CsvColumn("hugifies")]
    public ulong Hugifies { get; init; }

    /// <summary>Huge ones broken up so far.</summary>
    [CsvColumn("dehugifies")]
    public ulong Dehugifies { get; init; }

    /// <summary>The row for an arena.</summary>
    public static PageSlabRow From(long operation, long timeNs, in PageSlabSnapshot arena) => new()
    {
        Operation = operation,
        TimeNs = timeNs,
        Arena = arena.Arena,
        PageSlabs = arena.PageSlabs,
        Pages = arena.Pages,
        HugePageSlabs = arena.HugePageSlabs,
        ActivePages = arena.ActivePages,
        DirtyPages = arena.DirtyPages,
        CachedBytes = arena.CachedBytes,
        PurgePasses = arena.PurgePasses,
        Purges = arena.Purges,
        Hugifies = arena.Hugifies,
        Dehugifies = arena.Dehugifies,
    };
}
