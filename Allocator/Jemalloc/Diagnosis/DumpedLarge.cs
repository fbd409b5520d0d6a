namespace AllocSim.Allocator.Jemalloc.Diagnosis;

/// <summary>A size class of large objects in a dump; counters are since the start.</summary>
/// <param name="Size">Bytes of an object.</param>
/// <param name="Requests">Requests that the program made, or allocations where these are not told.</param>
/// <param name="Live">Objects handed out.</param>
internal sealed record DumpedLarge(double Size, double Requests, double Live);
