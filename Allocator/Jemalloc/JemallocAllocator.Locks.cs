using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Locks;
using AllocSim.Simulator.Operations;

namespace AllocSim.Allocator.Jemalloc;

/// <content>What a contended run asks.</content>
public readonly partial struct JemallocAllocator : ILockingAllocator
{
    /// <inheritdoc/>
    public long MutexMaxSpin => heap.MutexMaxSpin;

    /// <inheritdoc/>
    public IReadOnlyList<NamedMutexes> NamedMutexes() => heap.NamedMutexes();

    /// <inheritdoc/>
    public void RefreshCounters(int thread)
    {
        // A refresh of the statistics looks at every mutex.
        ulong epoch = 1;
        _ = heap.Ctl(thread, "epoch", CtlMode.U64 | CtlMode.Write, ref epoch);
    }

    /// <inheritdoc/>
    public ulong SizeClassOf(ulong size) => heap.SizeClassOf(size);
}
