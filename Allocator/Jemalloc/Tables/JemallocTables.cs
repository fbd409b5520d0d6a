using AllocSim.Allocator.Jemalloc.Inspection;
using AllocSim.Allocator.Jemalloc.Tables.Snapshots;
using AllocSim.Simulator.Allocation.Tables;

namespace AllocSim.Allocator.Jemalloc.Tables;

/// <summary>jemalloc's own tables, gauges and figures, as a policy declares them.</summary>
internal static class JemallocTables
{
    /// <summary>The tables.</summary>
    public static IReadOnlyList<TableDeclaration> All { get; } = [BinTable.Declaration, SlabTable.Declaration, CacheTable.Declaration, CacheUseTable.Declaration, ExtentTable.Declaration, DecayTable.Declaration, PageSlabTable.Declaration];

    /// <summary>The gauges, in the order of <see cref="OwnIndex"/>.</summary>
    public static IReadOnlyList<OwnGauge> Gauges { get; } =
    [
        new("dirty_pages", "pages", ColumnKind.Gauge, "unused pages that are still backed"),
        new("muzzy_pages", "pages", ColumnKind.Gauge, "unused pages given to the kernel lazily"),
        new("purged_pages", "pages", ColumnKind.Counter, "pages purged so far, dirty and muzzy together"),
        new("purges", "", ColumnKind.Counter, "times that pages were purged so far, dirty and muzzy") { IsWork = true },
        new("reused_extents", "", ColumnKind.Counter, "extents handed out so far from unused ones that still were dirty or muzzy") { IsWork = true },
        new("extents", "", ColumnKind.Counter, "extents handed out so far, wherever they came from") { IsWork = true },
        new("blocked_merges", "", ColumnKind.Counter, "merges of unused neighbours that did not happen so far because their states differ") { IsWork = true },
    ];

    /// <summary>The figures of the summary.</summary>
    public static IReadOnlyList<OwnFigure> Figures { get; } =
    [
        new("purged_pages", OwnFigureKind.End, "purged_pages") { IsGivenBackPages = true },
        new("peak_dirty_pages", OwnFigureKind.Peak, "dirty_pages"),
        new("peak_muzzy_pages", OwnFigureKind.Peak, "muzzy_pages"),
        new("purges", OwnFigureKind.End, "purges"),
        new("extents", OwnFigureKind.End, "extents"),
        new("extent_reuse_ratio", OwnFigureKind.RatioAtEnd, "reused_extents", "extents"),
        new("blocked_merges", OwnFigureKind.End, "blocked_merges"),
    ];

    /// <summary>Reads one of the tables.</summary>
    public static void Read(HeapView heap, string table, long nowNs, TableRows rows)
    {
        switch (table)
        {
            case "bins":
                BinTable.Read(heap, rows);
                break;
            case "slabs":
                SlabTable.Read(heap, rows);
                break;
            case "tcaches":
                CacheTable.Read(heap, rows);
                break;
            case "tcache_use":
                CacheUseTable.Read(heap, rows);
                break;
            case "extents":
                ExtentTable.Read(heap, rows);
                break;
            case "decay":
                DecayTable.Read(heap, nowNs, rows);
                break;
            case "page_slabs":
                PageSlabTable.Read(heap, rows);
                break;
        }
    }

    /// <summary>The pictures of a run's tables.</summary>
    public static IReadOnlyList<OwnChart> Charts(RunData run) =>
        [.. DecayCharts.Of(run), .. PageSlabChart.Of(run), .. BinCharts.Of(run), .. ExtentChart.Of(run)];
}
