using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Allocation.Views;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Lk;

/// <summary>The model of lkmalloc as the replay calls it.</summary>
/// <param name="heap">The heap behind it.</param>
public readonly struct LkAllocator(LkHeap heap) : IAllocator, ICheckableAllocator, ILockingAllocator, IViews, IAddressOwners
{
    private readonly LkHeap _heap = heap;

    /// <inheritdoc/>
    public WaitingLaw Waiting => LkHeap.Waiting;

    /// <inheritdoc/>
    public void Start(int mainThread) => _heap.Start();

    /// <inheritdoc/>
    public ulong Malloc(int thread, ulong size) => _heap.Malloc(thread, size);

    /// <inheritdoc/>
    public ulong Calloc(int thread, ulong count, ulong size) => _heap.Calloc(thread, count, size);

    /// <inheritdoc/>
    /// <remarks>Nothing is known of such a call: null, and nothing happens.</remarks>
    public ulong Memalign(int thread, ulong alignment, ulong size) => 0;

    /// <inheritdoc/>
    /// <remarks>Nothing is known of such a call: null, and nothing happens.</remarks>
    public ulong AlignedAlloc(int thread, ulong alignment, ulong size) => 0;

    /// <inheritdoc/>
    public ulong Realloc(int thread, ulong address, ulong size) => _heap.Realloc(thread, address, size);

    /// <inheritdoc/>
    public void Free(int thread, ulong address) => _heap.Free(thread, address);

    /// <inheritdoc/>
    /// <remarks>A subheap outlives its threads; nothing is kept for one.</remarks>
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
    public ulong SizeClassOf(ulong size) => _heap.SizeClassOf(size);

    /// <inheritdoc/>
    public void ReadView(string view, TableRows rows) => _heap.ReadView(view, rows);

    /// <inheritdoc/>
    public void ReadOwners(ICollection<OwnedRange> ranges) => _heap.ReadOwners(ranges);
}
