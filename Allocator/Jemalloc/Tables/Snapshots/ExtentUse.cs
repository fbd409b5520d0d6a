namespace AllocSim.Allocator.Jemalloc.Tables.Snapshots;

/// <summary>What an allocator uses a range of pages for.</summary>
internal enum ExtentUse
{
    /// <summary>Small objects of one class.</summary>
    Slab,

    /// <summary>One large object.</summary>
    Large,

    /// <summary>Nothing; its pages are still backed.</summary>
    Dirty,

    /// <summary>Nothing; its pages were given to the kernel lazily.</summary>
    Muzzy,

    /// <summary>Nothing; address space only.</summary>
    Retained,

    /// <summary>The allocator's own records.</summary>
    Metadata,
}
