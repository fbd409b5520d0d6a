using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Replay;

namespace AllocSim.Allocator.Jemalloc;

/// <content>What reports ask for.</content>
public readonly partial struct JemallocAllocator : IInspectableAllocator
{
    /// <inheritdoc/>
    public void ReadBins(ICollection<BinSnapshot> bins) => Heap.ReadBins(bins);

    /// <inheritdoc/>
    public void ReadExtents(ICollection<ExtentSnapshot> extents) => Heap.ReadExtents(extents);
}
