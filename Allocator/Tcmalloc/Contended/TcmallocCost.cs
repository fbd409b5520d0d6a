using AllocSim.Simulator.Costs;

namespace AllocSim.Allocator.Tcmalloc.Contended;

/// <summary>The steps that take time within tcmalloc. The table in docs/costs.md says where each is charged.</summary>
internal static class TcmallocCost
{
    /// <summary>A batch fetched from a central list, without its objects. (RemoveRange)</summary>
    public const CostKind Fetch = CostKind.FirstOwn + 4;

    /// <summary>A batch given to a central list, without its objects. (InsertRange)</summary>
    public const CostKind Release = CostKind.FirstOwn + 5;

    /// <summary>An object taken off a thread's list to be given back.</summary>
    public const CostKind ReleaseObject = CostKind.FirstOwn + 6;

    /// <summary>An object taken from its span or given back to it.</summary>
    public const CostKind SpanObject = CostKind.FirstOwn + 7;

    /// <summary>An object carved out of a new span.</summary>
    public const CostKind CarveObject = CostKind.FirstOwn + 8;

    /// <summary>A list of a thread looked at. (Scavenge)</summary>
    public const CostKind ListLook = CostKind.FirstOwn + 9;

    /// <summary>A span looked for, cut to length and taken. (PageHeap::New)</summary>
    public const CostKind SpanFind = CostKind.FirstOwn + 10;

    /// <summary>A span given back, with a look at its neighbours. (PageHeap::Delete)</summary>
    public const CostKind SpanFree = CostKind.FirstOwn + 11;

    /// <summary>A span merged with a neighbour.</summary>
    public const CostKind SpanMerge = CostKind.FirstOwn + 12;

    /// <summary>A page of a span recorded in the page map.</summary>
    public const CostKind PageRecord = CostKind.FirstOwn + 13;

    /// <summary>A line moves over: an object that another thread gave to the central list.</summary>
    public const CostKind Line = CostKind.FirstOwn + 14;

    /// <summary>The steps in the order of the constants: defaults measured on one machine, and usual orders of magnitude.</summary>
    public static IReadOnlyList<CostStep> Steps { get; } =
    [
        new("tcmalloc_malloc", 2.02m, 4m, "an allocating call, served from the thread's cache") { InPlaceOf = CostKind.Malloc },
        new("tcmalloc_free", 3m, 5m, "a freeing call, served by the thread's cache") { InPlaceOf = CostKind.Free },
        new("tcmalloc_realloc", 7.11m, 15m, "realloc, without what a move adds") { InPlaceOf = CostKind.Realloc },
        new("tcmalloc_handover", 10.6m, 20m, "more for a call on an object that another thread made: a free one holds its link itself, so its line moves over") { IsOfHandedOver = true },
        new("tcmalloc_fetch", 2.67m, 20m, "a batch fetched from a central list, without its objects"),
        new("tcmalloc_release", 17.88m, 20m, "a batch given to a central list, without its objects"),
        new("tcmalloc_release_object", 1.37m, 2m, "each object taken off a thread's list to be given back"),
        new("tcmalloc_span_object", 0.17m, 6m, "each object taken from its span, or given back to it"),
        new("tcmalloc_carve_object", 1.66m, 2m, "each object carved out of a new span"),
        new("tcmalloc_list_look", 1.08m, 3m, "each of a thread's lists looked at when its cache has grown too large"),
        new("tcmalloc_span_find", 6.08m, 40m, "a span looked for, cut to length and taken"),
        new("tcmalloc_span_free", 0m, 40m, "a span given back, with a look at its neighbours"),
        new("tcmalloc_span_merge", 50.03m, 20m, "a span merged with a neighbour"),
        new("tcmalloc_page_record", 3.98m, 3m, "each page of a span for small objects that is recorded in the page map"),
        new("tcmalloc_line", 60m, 60m, "more for each object fetched that another thread gave to the central list: its line moves over") { IsKept = true },
    ];
}
