namespace AllocSim.Allocator.Jemalloc.Options;

/// <summary>What realloc of an object to size 0 does.</summary>
/// <remarks>jemalloc 5.3.0, `include/jemalloc/internal/jemalloc_internal_types.h`.</remarks>
public enum ZeroReallocAction
{
    /// <summary>Resizes it to the smallest class.</summary>
    Alloc,

    /// <summary>Frees it and returns null.</summary>
    Free,

    /// <summary>Ends the program.</summary>
    Abort,
}
