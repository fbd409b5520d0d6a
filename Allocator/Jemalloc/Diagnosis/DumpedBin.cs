namespace AllocSim.Allocator.Jemalloc.Diagnosis;

/// <summary>A size class of slabs in a dump; counters are since the start.</summary>
/// <param name="Size">Bytes of an object.</param>
/// <param name="Regions">Objects in a slab.</param>
/// <param name="Slabs">Slabs there are.</param>
/// <param name="Live">Objects handed out.</param>
/// <param name="Requests">Requests that the program made.</param>
/// <param name="Fills">Times that a cache was filled.</param>
/// <param name="Flushes">Times that a cache was flushed.</param>
/// <param name="Waits">Times that a thread waited for its mutex.</param>
/// <param name="WaitNs">Nanoseconds waited for it.</param>
internal sealed record DumpedBin(double Size, double Regions, double Slabs, double Live, double Requests, double Fills, double Flushes, double Waits, double WaitNs)
{
    /// <summary>Objects that came out of slabs: what caches were filled with, instead of what the program asked for.</summary>
    public double Allocations { get; init; }

    /// <summary>Bytes of its slabs that no object has.</summary>
    public double FreeBytes => Math.Max(0, (Slabs * Regions) - Live) * Size;
}
