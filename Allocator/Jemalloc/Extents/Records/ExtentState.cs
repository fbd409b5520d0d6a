namespace AllocSim.Allocator.Jemalloc.Extents.Records;

/// <summary>Where an extent is in its life. The numbers are jemalloc's, as they stand in its bit fields.</summary>
/// <remarks>Source: jemalloc 5.3.0, `include/jemalloc/internal/edata.h`.</remarks>
public enum ExtentState
{
    /// <summary>In use: a slab, a large allocation, or held by the code that works on it.</summary>
    Active = 0,

    /// <summary>Unused, its pages still backed.</summary>
    Dirty = 1,

    /// <summary>Unused, given to the kernel lazily.</summary>
    Muzzy = 2,

    /// <summary>Unused address space without memory behind it.</summary>
    Retained = 3,

    /// <summary>Between two states.</summary>
    Transition = 4,

    /// <summary>Taken by a neighbour that is about to absorb it.</summary>
    Merging = 5,
}
