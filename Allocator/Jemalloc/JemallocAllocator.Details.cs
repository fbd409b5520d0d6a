using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Replay;

namespace AllocSim.Allocator.Jemalloc;

/// <content>What detailed tables ask for.</content>
public readonly partial struct JemallocAllocator : IDetailedAllocator
{
    /// <inheritdoc/>
    public void ReadPlace(ulong address, ref ObjectPlace place) => Heap.ReadPlace(address, ref place);

    /// <inheritdoc/>
    public void ReadSlabs(ICollection<SlabSnapshot> slabs) => Heap.ReadSlabs(slabs);

    /// <inheritdoc/>
    public void ReadCaches(ICollection<CacheSnapshot> caches) => Heap.ReadCaches(caches);

    /// <inheritdoc/>
    public void ReadDecay(ICollection<DecaySnapshot> arenas, long nowNs) => Heap.ReadDecay(arenas, nowNs);

    /// <inheritdoc/>
    public void ReadPageSlabs(ICollection<PageSlabSnapshot> arenas) => Heap.ReadPageSlabs(arenas);

    /// <inheritdoc/>
    public void ReadExtentCounts(ref ExtentCounts counts) => Heap.ReadExtentCounts(ref counts);
}
