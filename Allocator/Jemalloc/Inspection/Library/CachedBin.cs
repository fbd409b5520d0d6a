namespace AllocSim.Allocator.Jemalloc.Inspection.Library;

/// <summary>A bin of a cache as it lies in memory.</summary>
/// <param name="Max">Slots.</param>
/// <param name="Count">Objects.</param>
/// <param name="LowWater">Fewest objects since the last look of the collection.</param>
/// <param name="Head">Address of the top slot.</param>
internal readonly record struct CachedBin(int Max, int Count, int LowWater, ulong Head);
