using AllocSim.Allocator.Jemalloc.Prof.Records;

namespace AllocSim.Allocator.Jemalloc.Prof;

/// <summary>What the profiler keeps in the extent of a live sample. (prof_info_t)</summary>
/// <param name="Tctx">Whose sample it is.</param>
/// <param name="Size">Bytes asked for.</param>
/// <param name="AllocNs">When it was allocated, in nanoseconds.</param>
internal readonly record struct SampledObject(ProfTctx Tctx, ulong Size, long AllocNs);
