using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Locks;

namespace AllocSim.Simulator.Contention.Traces;

/// <summary>An allocator that says nothing of its locks: in simulated time there is one, held for the whole of each call.</summary>
internal readonly struct OneLockAllocator<TAllocator>(TAllocator allocator, SimMutex mutex) : IAllocator, ILockingAllocator
    where TAllocator : struct, IAllocator
{
    /// <inheritdoc/>
    public WaitingLaw Waiting => WaitingLaw.SleepAtOnce;

    /// <inheritdoc/>
    public void Start(int mainThread) => allocator.Start(mainThread);

    /// <inheritdoc/>
    public ulong Malloc(int thread, ulong size)
    {
        mutex.Acquire(thread);
        ulong address = allocator.Malloc(thread, size);
        mutex.Release(thread);
        return address;
    }

    /// <inheritdoc/>
    public ulong Calloc(int thread, ulong count, ulong size)
    {
        mutex.Acquire(thread);
        ulong address = allocator.Calloc(thread, count, size);
        mutex.Release(thread);
        return address;
    }

    /// <inheritdoc/>
    public ulong Memalign(int thread, ulong alignment, ulong size)
    {
        mutex.Acquire(thread);
        ulong address = allocator.Memalign(thread, alignment, size);
        mutex.Release(thread);
        return address;
    }

    /// <inheritdoc/>
    public ulong AlignedAlloc(int thread, ulong alignment, ulong size)
    {
        mutex.Acquire(thread);
        ulong address = allocator.AlignedAlloc(thread, alignment, size);
        mutex.Release(thread);
        return address;
    }

    /// <inheritdoc/>
    public ulong Realloc(int thread, ulong address, ulong size)
    {
        mutex.Acquire(thread);
        ulong moved = allocator.Realloc(thread, address, size);
        mutex.Release(thread);
        return moved;
    }

    /// <inheritdoc/>
    public void Free(int thread, ulong address)
    {
        mutex.Acquire(thread);
        allocator.Free(thread, address);
        mutex.Release(thread);
    }

    /// <inheritdoc/>
    public void ThreadExit(int thread)
    {
        mutex.Acquire(thread);
        allocator.ThreadExit(thread);
        mutex.Release(thread);
    }

    /// <inheritdoc/>
    public ulong UsableSize(ulong address) => allocator.UsableSize(address);

    /// <inheritdoc/>
    public void ReadTotals(ref HeapTotals totals) => allocator.ReadTotals(ref totals);

    /// <inheritdoc/>
    public IReadOnlyList<NamedMutexes> NamedMutexes() => [new NamedMutexes(mutex.Name, [mutex])];

    /// <inheritdoc/>
    public ulong SizeClassOf(ulong size) => size;
}
