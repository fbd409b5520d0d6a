using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Replay;
using CsvHelper;

namespace AllocSim.Reports.Tables;

/// <summary>Unused pages of an arena before one operation, and what decay allows: a row of decay.csv.</summary>
[CsvRecord]
public sealed partial record DecayRow
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

    /// <summary>Unused pages that are still backed.</summary>
    [CsvColumn("dirty_pages")]
    public ulong DirtyPages { get; init; }

    /// <summary>Dirty pages that the decay curve allows at this moment; empty where there is no limit.</summary>
    [CsvColumn("dirty_limit_pages")]
    public ulong? DirtyLimitPages { get; init; }

    /// <summary>Unused pages given to the kernel lazily.</summary>
    [CsvColumn("muzzy_pages")]
    public ulong MuzzyPages { get; init; }

    /// <summary>Muzzy pages that the decay curve allows at this moment; empty where there is no limit.</summary>
    [CsvColumn("muzzy_limit_pages")]
    public ulong? MuzzyLimitPages { get; init; }

    /// <summary>Dirty pages purged so far.</summary>
    [CsvColumn("dirty_purged_pages")]
    public ulong DirtyPurgedPages { get; init; }

    /// <summary>Muzzy pages purged so far.</summary>
    [CsvColumn("muzzy_purged_pages")]
    public ulong MuzzyPurgedPages { get; init; }

    /// <summary>Times that dirty pages were purged.</summary>
    [CsvColumn("dirty_purges")]
    public ulong DirtyPurges { get; init; }

    /// <summary>Times that muzzy pages were purged.</summary>
    [CsvColumn("muzzy_purges")]
    public ulong MuzzyPurges { get; init; }

    /// <summary>Extents given back in those purges and on release of oversized ones, as the allocator counts its madvise calls.</summary>
    [CsvColumn("decay_madvise_calls")]
    public ulong DecayMadviseCalls { get; init; }

    /// <summary>madvise calls of the process so far, for whatever reason; in the row for all arenas.</summary>
    [CsvColumn("madvise_calls")]
    public long? MadviseCalls { get; init; }

    /// <summary>mmap calls of the process so far; in the row for all arenas.</summary>
    [CsvColumn("mmap_calls")]
    public long? MmapCalls { get; init; }

    /// <summary>The row for an arena, without the calls of the process.</summary>
    public static DecayRow From(long operation, long timeNs, DecaySnapshot arena) => new()
    {
        Operation = operation,
        TimeNs = timeNs,
        Arena = arena.Arena,
        DirtyPages = arena.DirtyPages,
        DirtyLimitPages = Limit(arena.DirtyLimitPages),
        MuzzyPages = arena.MuzzyPages,
        MuzzyLimitPages = Limit(arena.MuzzyLimitPages),
        DirtyPurgedPages = arena.DirtyPurgedPages,
        MuzzyPurgedPages = arena.MuzzyPurgedPages,
        DirtyPurges = arena.DirtyPurges,
        MuzzyPurges = arena.MuzzyPurges,
        DecayMadviseCalls = arena.MadviseCalls,
    };

    private static ulong? Limit(ulong pages) => pages == DecaySnapshot.NoLimit ? null : pages;
}
