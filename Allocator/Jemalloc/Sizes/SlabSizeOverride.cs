namespace AllocSim.Allocator.Jemalloc.Sizes;

/// <summary>One entry of the option slab_sizes: how many pages the slabs of a range of classes take.</summary>
/// <param name="Begin">Smallest class size covered, bytes, inclusive.</param>
/// <param name="End">Largest class size covered, bytes, inclusive.</param>
/// <param name="Pages">Pages wanted; brought between one region and as many as the bitmap can describe.</param>
public readonly record struct SlabSizeOverride(ulong Begin, ulong End, int Pages);
