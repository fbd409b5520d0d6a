using AllocSim.Simulator.Costs;

namespace AllocSim.Allocator.Glibc.Contended;

/// <summary>The steps that take time within glibc's malloc. The table in docs/costs.md says where each is charged.</summary>
internal static class GlibcCost
{
    /// <summary>A request past the cache, in an arena. (_int_malloc)</summary>
    public const CostKind ArenaMalloc = CostKind.FirstOwn + 4;

    /// <summary>A chunk freed past the cache and past the fast bins. (_int_free)</summary>
    public const CostKind ArenaFree = CostKind.FirstOwn + 5;

    /// <summary>A chunk put into a fast bin: an atomic exchange.</summary>
    public const CostKind FastFree = CostKind.FirstOwn + 6;

    /// <summary>A chunk moved into a thread's cache because one of its size was asked for.</summary>
    public const CostKind Stash = CostKind.FirstOwn + 7;

    /// <summary>A chunk taken out of the unsorted list and put into its bin.</summary>
    public const CostKind Sort = CostKind.FirstOwn + 8;

    /// <summary>A chunk looked at in a large bin, and the best one taken out of a bin.</summary>
    public const CostKind BinLook = CostKind.FirstOwn + 9;

    /// <summary>A chunk split, or cut from the top.</summary>
    public const CostKind Split = CostKind.FirstOwn + 10;

    /// <summary>A chunk merged with a neighbour, or into the top.</summary>
    public const CostKind Merge = CostKind.FirstOwn + 11;

    /// <summary>A chunk taken out of a fast bin to be merged. (malloc_consolidate)</summary>
    public const CostKind Consolidate = CostKind.FirstOwn + 12;

    /// <summary>The top made larger, without the system's part. (sysmalloc)</summary>
    public const CostKind TopGrow = CostKind.FirstOwn + 13;

    /// <summary>A line moves over that another thread wrote last: the fast bins, or a chunk that it freed into one.</summary>
    public const CostKind Line = CostKind.FirstOwn + 14;

    /// <summary>The steps in the order of the constants: defaults measured on one machine, and usual orders of magnitude.</summary>
    public static IReadOnlyList<CostStep> Steps { get; } =
    [
        new("glibc_malloc", 9.95m, 5m, "an allocating call, served from the thread's cache") { InPlaceOf = CostKind.Malloc },
        new("glibc_free", 0m, 5m, "a freeing call, served by the thread's cache") { InPlaceOf = CostKind.Free },
        new("glibc_realloc", 6.45m, 20m, "realloc, without what a move adds") { InPlaceOf = CostKind.Realloc },
        new("glibc_handover", 18.89m, 20m, "more for a call on an object that another thread made: a free one holds its links itself, so its lines move over") { IsOfHandedOver = true },
        new("glibc_arena_malloc", 0m, 10m, "a request past the cache, in an arena (_int_malloc)"),
        new("glibc_arena_free", 0m, 15m, "a chunk freed past the cache and past the fast bins (_int_free)"),
        new("glibc_fast_free", 9.48m, 10m, "a chunk put into a fast bin"),
        new("glibc_stash", 13.31m, 4m, "each chunk moved into the cache because one of its size was asked for"),
        new("glibc_sort", 28.3m, 10m, "each chunk taken out of the unsorted list and put into its bin"),
        new("glibc_bin_look", 13.13m, 8m, "each chunk looked at in a bin of chunks of several sizes"),
        new("glibc_split", 0.42m, 10m, "a chunk split, or cut from the top"),
        new("glibc_merge", 0m, 10m, "a chunk merged with a free neighbour, or with the top"),
        new("glibc_consolidate", 4.14m, 8m, "each chunk taken out of a fast bin to be merged (malloc_consolidate)"),
        new("glibc_top_grow", 169.3m, 100m, "the top made larger, without the call to the system"),
        new("glibc_line", 110m, 110m, "more for fast bins that another thread used last, and for each chunk in them that another thread freed: a line moves over") { IsKept = true },
    ];
}
