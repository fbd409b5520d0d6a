using System.Runtime.CompilerServices;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;

namespace AllocSim.Allocator.Jemalloc;

/// <summary>A <see cref="JemallocHeap"/> as the replay sees it: a struct, so that the replay's loop is compiled for it.</summary>
public readonly partial struct JemallocAllocator(JemallocHeap heap) : IAllocator, IExtendedCalls, IControls, IStatistics
{
    /// <summary>The heap.</summary>
    public JemallocHeap Heap => heap;

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
    public ulong Mallocx(int thread, ulong size, int flags) => heap.Mallocx(thread, size, flags);

    /// <inheritdoc/>
    public ulong Rallocx(int thread, ulong address, ulong size, int flags) => heap.Rallocx(thread, address, size, flags);

    /// <inheritdoc/>
    public ulong Xallocx(int thread, ulong address, ulong size, ulong extra, int flags) => heap.Xallocx(thread, address, size, extra, flags);

    /// <inheritdoc/>
    public ulong Sallocx(int thread, ulong address, int flags) => heap.Sallocx(thread, address, flags);

    /// <inheritdoc/>
    public void Dallocx(int thread, ulong address, int flags) => heap.Dallocx(thread, address, flags);

    /// <inheritdoc/>
    public void Sdallocx(int thread, ulong address, ulong size, int flags) => heap.Sdallocx(thread, address, size, flags);

    /// <inheritdoc/>
    public ulong Nallocx(int thread, ulong size, int flags) => heap.Nallocx(thread, size, flags);

    /// <inheritdoc/>
    public int Ctl(int thread, string name, CtlMode mode, ref ulong value) => heap.Ctl(thread, name, mode, ref value);

    /// <inheritdoc/>
    public bool DropsObjects(string name)
        => name.StartsWith("arena.", StringComparison.Ordinal) && (name.EndsWith(".reset", StringComparison.Ordinal) || name.EndsWith(".destroy", StringComparison.Ordinal));

    /// <inheritdoc/>
    public void WriteStats(int thread, TextWriter output, string options) => heap.WriteStats(thread, output, options);
}
