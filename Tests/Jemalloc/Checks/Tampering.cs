namespace AllocSim.Tests.Jemalloc.Checks;

/// <summary>Ways to break a heap's books by one field.</summary>
public enum Tampering
{
    /// <summary>A region of a slab becomes free in the bitmap only.</summary>
    Bitmap,

    /// <summary>A slab counts a free region more than its bitmap.</summary>
    FreeCount,

    /// <summary>An extent is entered at a page that is no boundary of it.</summary>
    StrayMapEntry,

    /// <summary>A boundary of an extent is missing.</summary>
    MissingMapEntry,

    /// <summary>An extent is a page longer.</summary>
    Length,

    /// <summary>An unused extent is said to be in use.</summary>
    State,

    /// <summary>An object is in a cache twice.</summary>
    CachedTwice,

    /// <summary>A page of an extent is unmapped.</summary>
    UnmappedPage,

    /// <summary>A page is mapped that nothing describes.</summary>
    MappedPage,

    /// <summary>A retained extent has memory behind it.</summary>
    RetainedMemory,
}
