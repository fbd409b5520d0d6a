using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Allocation.Views;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Vam;

/// <summary>Vam as the replay calls it.</summary>
/// <param name="heap">The heap behind it.</param>
public readonly struct VamAllocator(VamHeap heap) : IAllocator, ICheckableAllocator, ILockingAllocator, IViews
{
    private readonly VamHeap _heap = heap;

    /// <inheritdoc/>
    public WaitingLaw Waiting => VamHeap.Waiting;

    /// <inheritdoc/>
    /// <remarks>Nothing is mapped before the first request.</remarks>
    public void Start(int mainThread)
    {
    }

    /// <inheritdoc/>
    public ulong Malloc(int thread, ulong size) => _heap.Malloc(thread, size);

    /// <inheritdoc/>
    public ulong Calloc(int thread, ulong count, ulong size) => _heap.Calloc(thread, count, size);

    /// <inheritdoc/>
    /// <remarks>There is no such call: null, and nothing happens.</remarks>
    public ulong Memalign(int thread, ulong alignment, ulong size) => 0;

    /// <inheritdoc/>
    /// <remarks>There is no such call: null, and nothing happens.</remarks>
    public ulong AlignedAlloc(int thread, ulong alignment, ulong size) => 0;

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
    public ulong SizeClassOf(ulong size) => _heap.SizeClassOf(size);

    /// <inheritdoc/>
    public void ReadView(string view, TableRows rows) => _heap.ReadView(view, rows);
}
