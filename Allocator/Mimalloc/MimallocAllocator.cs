using System.Runtime.CompilerServices;
using AllocSim.Allocator.Mimalloc.Pages;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Allocation.Views;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Mimalloc;

/// <summary>A <see cref="MimallocHeap"/> as the replay sees it: a struct, so that the replay's loop is compiled for it.</summary>
public readonly struct MimallocAllocator(MimallocHeap heap) : IAllocator, IStatistics, ICheckableAllocator, ILockingAllocator, IViews, IAddressOwners
{
    /// <summary>The heap.</summary>
    public MimallocHeap Heap => heap;

    /// <inheritdoc/>
    public void Start(int mainThread) => heap.Start(mainThread);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Malloc(int thread, ulong size) => heap.Malloc(thread, size);

    /// <inheritdoc/>
    public ulong Calloc(int thread, ulong count, ulong size) => heap.Calloc(thread, count, size);

    /// <inheritdoc/>
    public ulong Memalign(int thread, ulong alignment, ulong size) => heap.Memalign(thread, alignment, size);

    /// <inheritdoc/>
    public ulong AlignedAlloc(int thread, ulong alignment, ulong size) => heap.AlignedAlloc(thread, alignment, size);

    /// <inheritdoc/>
    public ulong Realloc(int thread, ulong address, ulong size) => heap.Realloc(thread, address, size);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Free(int thread, ulong address) => heap.Free(thread, address);

    /// <inheritdoc/>
    public void ThreadExit(int thread) => heap.ThreadExit(thread);

    /// <inheritdoc/>
    public ulong UsableSize(ulong address) => heap.UsableSize(address);

    /// <inheritdoc/>
    public void ReadTotals(ref HeapTotals totals) => heap.ReadTotals(ref totals);

    /// <inheritdoc/>
    public void WriteStats(int thread, TextWriter output, string options) => heap.WriteStats(thread, output);

    /// <inheritdoc/>
    public void CheckInvariants() => heap.CheckInvariants();

    /// <inheritdoc/>
    public ulong AlignmentKept(ulong alignment, ulong size) => MimallocHeap.AlignmentKept(alignment, size);

    /// <inheritdoc/>
    public void ReadView(string view, TableRows rows) => heap.ReadView(view, rows);

    /// <inheritdoc/>
    public void ReadOwners(ICollection<OwnedRange> ranges) => heap.ReadOwners(ranges);

    /// <summary>Of no meaning: nobody waits.</summary>
    public WaitingLaw Waiting => WaitingLaw.SleepAtOnce;

    /// <summary>None: what threads share, such as a page's list of objects that others freed, changes by atomic operations.</summary>
    public IReadOnlyList<NamedMutexes> NamedMutexes() => [];

    /// <summary>The size of the block that a request gets; the request itself where it gets pages of its own.</summary>
    public ulong SizeClassOf(ulong size) => size > Layout.MediumObjectMax ? size : PageBins.SizeOf(PageBins.BinOf(size));
}
