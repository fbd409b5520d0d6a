using AllocSim.Allocator.Jemalloc.Extents.Records;

namespace AllocSim.Allocator.Jemalloc.Extents;

/// <summary>What became of an extent that was cut to size.</summary>
/// <param name="Wanted">The part asked for; <see cref="EdataTable.Null"/> when cutting failed.</param>
/// <param name="Lead">What lies before it, if anything.</param>
/// <param name="Trail">What lies behind it, if anything.</param>
/// <param name="Lost">A part that can no longer be used because records ran out half-way.</param>
internal readonly record struct SplitResult(int Wanted, int Lead, int Trail, int Lost);
