namespace AllocSim.Allocator.Jemalloc.Prof;

/// <summary>The call that a backtrace is taken in: a frame of it. Of allocations first, then those that only free.</summary>
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

    /// <summary>free.</summary>
    Free,

    /// <summary>dallocx.</summary>
    Dallocx,

    /// <summary>sdallocx.</summary>
    Sdallocx,

    /// <summary>realloc of an object to a size of 0.</summary>
    ReallocToZero,

    /// <summary>The control arena.&lt;i&gt;.reset.</summary>
    ArenaReset,

    /// <summary>The control arena.&lt;i&gt;.destroy.</summary>
    ArenaDestroy,
}
