namespace AllocSim.Allocator.Jemalloc.Sizes;

/// <summary>One size class before anything is derived from it.</summary>
/// <param name="Size">Usable bytes of an object of the class.</param>
/// <param name="IsSmall">Allocated as a region of a slab; large otherwise.</param>
/// <param name="SlabPages">Pages in a slab of the class; 0 for a large one.</param>
/// <remarks>jemalloc 5.3.0, `include/jemalloc/internal/sc.h`, `sc_t`.</remarks>
public readonly record struct SizeClass(ulong Size, bool IsSmall, int SlabPages);
