using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Jemalloc;

/// <content>What a contended run asks.</content>
public readonly partial struct JemallocAllocator : ILockingAllocator
{
    /// <inheritdoc/>
    public long MutexMaxSpin => heap.MutexMaxSpin;

    /// <inheritdoc/>
    public IReadOnlyList<NamedMutexes> NamedMutexes() => heap.NamedMutexes();

    /// <inheritdoc/>
    public ulong SizeClassOf(ulong size) => heap.SizeClassOf(size);
}
