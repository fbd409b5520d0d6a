using AllocSim.Simulator.Costs;

namespace AllocSim.Allocator.Mimalloc.Contended;

/// <summary>The steps that take time within mimalloc. The table in docs/costs.md says where each is charged.</summary>
internal static class MimallocCost
{
    /// <summary>The long way of a request. (_mi_malloc_generic)</summary>
    public const CostKind Generic = CostKind.FirstOwn + 4;

    /// <summary>A page looked at in its queue, and what its owner freed taken.</summary>
    public const CostKind PageLook = CostKind.FirstOwn + 5;

    /// <summary>A page moved to the queue of full pages or back.</summary>
    public const CostKind PageMove = CostKind.FirstOwn + 6;

    /// <summary>The free list of a page made longer, without its blocks. (mi_page_extend_free)</summary>
    public const CostKind Extend = CostKind.FirstOwn + 7;

    /// <summary>A block that it got.</summary>
    public const CostKind ExtendBlock = CostKind.FirstOwn + 8;

    /// <summary>The long way of a free, on a page of one's own. (_mi_free_generic)</summary>
    public const CostKind FreeGeneric = CostKind.FirstOwn + 9;

    /// <summary>A free onto another thread's page: an atomic exchange. (mi_free_block_mt)</summary>
    public const CostKind ForeignFree = CostKind.FirstOwn + 10;

    /// <summary>A line moves over: the list of a page or a heap that its owner used since the last such free, or the other way.</summary>
    public const CostKind Line = CostKind.FirstOwn + 11;

    /// <summary>A block that another thread freed, taken by the page's owner.</summary>
    public const CostKind CollectBlock = CostKind.FirstOwn + 12;

    /// <summary>A page made ready for blocks of a size, or given back.</summary>
    public const CostKind Page = CostKind.FirstOwn + 13;

    /// <summary>A free span looked at, or joined with its neighbours.</summary>
    public const CostKind Span = CostKind.FirstOwn + 14;

    /// <summary>A segment made or given back, without the system's part.</summary>
    public const CostKind Segment = CostKind.FirstOwn + 15;

    /// <summary>The steps in the order of the constants: defaults measured on one machine, and usual orders of magnitude.</summary>
    public static IReadOnlyList<CostStep> Steps { get; } =
    [
        new("mimalloc_malloc", 6.75m, 3m, "an allocating call, served from the free list of a page") { InPlaceOf = CostKind.Malloc },
        new("mimalloc_free", 0m, 4m, "a freeing call, onto a page of the thread's own") { InPlaceOf = CostKind.Free },
        new("mimalloc_realloc", 13.44m, 15m, "realloc, without what a move adds") { InPlaceOf = CostKind.Realloc },
        new("mimalloc_handover", 40.96m, 20m, "more for a call on an object that another thread made: a free block holds its link itself, so its line moves over") { IsOfHandedOver = true },
        new("mimalloc_generic", 0m, 8m, "the long way of a request (_mi_malloc_generic)"),
        new("mimalloc_page_look", 13.79m, 6m, "each page looked at in a queue, with taking what its owner freed"),
        new("mimalloc_page_move", 72.05m, 10m, "a page moved to the queue of full pages or back"),
        new("mimalloc_extend", 9.35m, 15m, "making the free list of a page longer, without its blocks"),
        new("mimalloc_extend_block", 4.42m, 2m, "each block that it gets"),
        new("mimalloc_free_generic", 19.76m, 8m, "the long way of a free, on a page of the thread's own"),
        new("mimalloc_foreign_free", 40.96m, 20m, "a free onto another thread's page: an atomic exchange"),
        new("mimalloc_line", 137.6m, 60m, "more where a list of freed blocks goes over to another thread: its line moves"),
        new("mimalloc_collect_block", 22.66m, 10m, "each block that another thread freed and its owner takes"),
        new("mimalloc_page", 55.75m, 60m, "a page made ready for blocks of a size, or given back"),
        new("mimalloc_span", 9.94m, 10m, "each free span looked at, or joined with its neighbours"),
        new("mimalloc_segment", 476.6m, 500m, "a segment made or given back, without calls to the system"),
    ];
}
