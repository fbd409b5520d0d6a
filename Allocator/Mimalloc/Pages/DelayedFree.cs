namespace AllocSim.Allocator.Mimalloc.Pages;

/// <summary>Where a block goes that another thread frees.</summary>
internal enum DelayedFree
{
    /// <summary>To the list of the heap that owns the page: so its owner hears of it.</summary>
    Use = 0,

    /// <summary>To the page's own list: its owner hears of the page already.</summary>
    No = 2,

    /// <summary>To the page's own list, whatever its owner does: the page has none.</summary>
    Never = 3,
}
