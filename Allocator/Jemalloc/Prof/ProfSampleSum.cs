namespace AllocSim.Allocator.Jemalloc.Prof;

/// <summary>Samples of one size class together. (prof_stats_t)</summary>
/// <param name="RequestedBytes">Bytes asked for.</param>
/// <param name="Count">Samples.</param>
public readonly record struct ProfSampleSum(ulong RequestedBytes, ulong Count);
