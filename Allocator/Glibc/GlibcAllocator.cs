using System.Runtime.CompilerServices;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Allocation.Views;
using AllocSim.Simulator.Locks;
using AllocSim.Simulator.Operations;

namespace AllocSim.Allocator.Glibc;

/// <summary>A <see cref="GlibcHeap"/> as the replay sees it: a struct, so that the replay's loop is compiled for it.</summary>
public readonly struct GlibcAllocator(GlibcHeap heap) : IAllocator, IStatistics, IControls, ILockingAllocator, ICheckableAllocator, IViews, IAddressOwners
{
    /// <summary>The heap.</summary>
    public GlibcHeap Heap => heap;

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
    public void ReadView(string view, TableRows rows) => heap.ReadView(view, rows);

    /// <inheritdoc/>
    public bool TryCount(string view, ViewCounts counts) => heap.TryCount(view, counts);

    /// <inheritdoc/>
    public void ReadOwners(ICollection<OwnedRange> ranges) => heap.ReadOwners(ranges);

    /// <inheritdoc/>
    public void CheckInvariants() => heap.CheckInvariants();

    /// <inheritdoc/>
    public int Ctl(int thread, string name, CtlMode mode, ref ulong value) => heap.Ctl(thread, name, mode, value);

    /// <summary>A thread that finds a lock taken sleeps at once. (lll_lock)</summary>
    public WaitingLaw Waiting => WaitingLaw.SleepAtOnce;

    /// <inheritdoc/>
    public IReadOnlyList<NamedMutexes> NamedMutexes() => heap.NamedMutexes();

    /// <inheritdoc/>
    public ulong SizeClassOf(ulong size) => GlibcHeap.SizeClassOf(size);
}
