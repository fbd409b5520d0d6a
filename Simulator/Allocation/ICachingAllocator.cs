namespace AllocSim.Simulator.Allocation;

/// <summary>An allocator that keeps free objects at hand for single threads.</summary>
public interface ICachingAllocator
{
    /// <summary>Bytes of free objects in all such caches now.</summary>
    ulong CachedBytes { get; }
}
