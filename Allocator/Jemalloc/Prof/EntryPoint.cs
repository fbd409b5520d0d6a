namespace AllocSim.Allocator.Jemalloc.Prof;

/// <summary>The call by which a program came to be sampled: a frame of its backtrace.</summary>
internal enum EntryPoint
{
    /// <summary>malloc.</summary>
    Malloc,

    /// <summary>calloc.</summary>
    Calloc,

    /// <summary>posix_memalign.</summary>
    PosixMemalign,

    /// <summary>aligned_alloc.</summary>
    AlignedAlloc,

    /// <summary>realloc of a null pointer.</summary>
    ReallocNull,

    /// <summary>realloc of an object.</summary>
    Realloc,

    /// <summary>mallocx.</summary>
    Mallocx,

    /// <summary>rallocx.</summary>
    Rallocx,

    /// <summary>xallocx.</summary>
    Xallocx,

    /// <summary>Number of these.</summary>
    Count,
}
