using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Allocation.Views;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Phk;

/// <summary>phkmalloc as the replay calls it.</summary>
/// <param name="heap">The heap behind it.</param>
public readonly struct PhkAllocator(PhkHeap heap) : IAllocator, ICheckableAllocator, ILockingAllocator, IViews
{
    private readonly PhkHeap _heap = heap;

    /// <inheritdoc/>
    public WaitingLaw Waiting => PhkLock.Waiting;

    /// <inheritdoc/>
    /// <remarks>The library does nothing when it is loaded: its first call starts it.</remarks>
    public void Start(int mainThread)
    {
    }

    /// <inheritdoc/>
    public ulong Malloc(int thread, ulong size) => _heap.Malloc(thread, size);

    /// <inheritdoc/>
    public ulong Calloc(int thread, ulong count, ulong size) => _heap.Calloc(thread, count, size);

    /// <inheritdoc/>
    public ulong Memalign(int thread, ulong alignment, ulong size) => _heap.Memalign(thread, alignment, size);

    /// <inheritdoc/>
    public ulong AlignedAlloc(int thread, ulong alignment, ulong size) => _heap.Memalign(thread, alignment, size);

    /// <inheritdoc/>
    public ulong Realloc(int thread, ulong address, ulong size) => _heap.Realloc(thread, address, size);

    /// <inheritdoc/>
    public void Free(int thread, ulong address) => _heap.Free(thread, address);

    /// <inheritdoc/>
    /// <remarks>Nothing is kept for a thread.</remarks>
    public void ThreadExit(int thread)
    {
    }

    /// <inheritdoc/>
    public ulong UsableSize(ulong address) => _heap.UsableSize(address);

    /// <inheritdoc/>
    public void ReadTotals(ref HeapTotals totals) => _heap.ReadTotals(ref totals);

    /// <inheritdoc/>
    public void CheckInvariants() => _heap.CheckInvariants();

    /// <inheritdoc/>
    public IReadOnlyList<NamedMutexes> NamedMutexes() => _heap.NamedMutexes();

    /// <inheritdoc/>
    public ulong SizeClassOf(ulong size) => PhkHeap.SizeClassOf(size);

    /// <inheritdoc/>
    public void ReadView(string view, TableRows rows) => _heap.ReadView(view, rows);
}
