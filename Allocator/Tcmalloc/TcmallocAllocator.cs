using System.Runtime.CompilerServices;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Allocation.Views;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Tcmalloc;

/// <summary>tcmalloc, plugged into the replay.</summary>
public readonly struct TcmallocAllocator : IAllocator, IStatistics, ICheckableAllocator, ICachingAllocator, IObjectPlaces, ILockingAllocator, IViews
{
    private readonly TcmallocHeap _heap;

    /// <summary>Makes the allocator of a heap.</summary>
    public TcmallocAllocator(TcmallocHeap heap)
    {
        _heap = heap;
    }

    /// <inheritdoc/>
    public void Start(int mainThread) => _heap.Start(mainThread);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Malloc(int thread, ulong size) => _heap.Malloc(thread, size);

    /// <inheritdoc/>
    public ulong Calloc(int thread, ulong count, ulong size) => _heap.Calloc(thread, count, size);

    /// <inheritdoc/>
    public ulong Memalign(int thread, ulong alignment, ulong size) => _heap.Memalign(thread, alignment, size);

    /// <inheritdoc/>
    public ulong AlignedAlloc(int thread, ulong alignment, ulong size) => _heap.AlignedAlloc(thread, alignment, size);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Realloc(int thread, ulong address, ulong size) => _heap.Realloc(thread, address, size);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Free(int thread, ulong address) => _heap.Free(thread, address);

    /// <inheritdoc/>
    public void ThreadExit(int thread) => _heap.ThreadExit(thread);

    /// <inheritdoc/>
    public ulong UsableSize(ulong address) => _heap.UsableSize(address);

    /// <inheritdoc/>
    public void ReadTotals(ref HeapTotals totals) => _heap.ReadTotals(ref totals);

    /// <inheritdoc/>
    public void WriteStats(int thread, TextWriter output, string options) => _heap.WriteStats(output);

    /// <inheritdoc/>
    public void CheckInvariants() => _heap.CheckInvariants();

    /// <inheritdoc/>
    public ulong CachedBytes => _heap.CachedBytes;

    /// <inheritdoc/>
    public void ReadPlace(ulong address, ref ObjectPlace place) => _heap.ReadPlace(address, ref place);

    /// <inheritdoc/>
    public void ReadView(string view, TableRows rows) => _heap.ReadView(view, rows);

    /// <inheritdoc/>
    public WaitingLaw Waiting => TcmallocHeap.Waiting;

    /// <inheritdoc/>
    public IReadOnlyList<NamedMutexes> NamedMutexes() => _heap.NamedMutexes();

    /// <inheritdoc/>
    public ulong SizeClassOf(ulong size) => _heap.SizeClassOf(size);
}
