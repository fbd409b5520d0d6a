using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Replay;

namespace AllocSim.Allocator.Jemalloc;

/// <content>What --check asks for.</content>
public readonly partial struct JemallocAllocator : ICheckableAllocator
{
    /// <inheritdoc/>
    public void CheckInvariants() => Heap.CheckInvariants();
}
