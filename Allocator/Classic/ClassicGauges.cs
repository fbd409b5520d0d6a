using AllocSim.Simulator.Allocation.Tables;

namespace AllocSim.Allocator.Classic;

/// <summary>What every sample says of 2.1's own, and the figures made of it.</summary>
internal static class ClassicGauges
{
    /// <summary>Index of the dirty pages.</summary>
    public const int DirtyPages = 0;

    /// <summary>Index of the pages dropped.</summary>
    public const int PurgedPages = 1;

    /// <summary>Index of the purges.</summary>
    public const int Purges = 2;

    /// <summary>Index of the chunks.</summary>
    public const int Chunks = 3;

    /// <summary>The gauges, by index.</summary>
    public static IReadOnlyList<OwnGauge> All { get; } =
    [
        new("dirty_pages", "pages", ColumnKind.Gauge, "pages of free runs that may have been written"),
        new("purged_pages", "pages", ColumnKind.Counter, "pages of free runs given back to the system so far"),
        new("purges", "", ColumnKind.Counter, "times that pages were given back so far") { IsWork = true },
        new("chunks", "", ColumnKind.Gauge, "chunks held, for arenas, huge objects and records") { IsWork = true },
    ];

    /// <summary>The figures.</summary>
    public static IReadOnlyList<OwnFigure> Figures { get; } =
    [
        new("purged_pages", OwnFigureKind.End, "purged_pages") { IsGivenBackPages = true },
        new("peak_dirty_pages", OwnFigureKind.Peak, "dirty_pages"),
        new("purges", OwnFigureKind.End, "purges"),
        new("peak_chunks", OwnFigureKind.Peak, "chunks"),
    ];
}
