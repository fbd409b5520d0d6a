namespace AllocSim.Allocator.Tcmalloc.Pages;

/// <summary>Where a span is.</summary>
internal enum SpanLocation : byte
{
    /// <summary>Handed out: to a central list, or as a large object.</summary>
    InUse,

    /// <summary>Free; its memory was not given back.</summary>
    Normal,

    /// <summary>Free; its memory was given back.</summary>
    Returned,
}
