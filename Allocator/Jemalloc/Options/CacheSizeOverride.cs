namespace AllocSim.Allocator.Jemalloc.Options;

/// <summary>One entry of the option tcache_ncached_max: how many objects caches hold of a range of sizes.</summary>
/// <param name="Begin">Smallest size, bytes.</param>
/// <param name="End">Largest size, bytes.</param>
/// <param name="Objects">Objects of each class; 0 for a class that is not cached.</param>
public readonly record struct CacheSizeOverride(ulong Begin, ulong End, ulong Objects);
