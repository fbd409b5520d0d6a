using System.Globalization;
using System.Runtime.CompilerServices;
using AllocSim.Allocator.Jemalloc.Heap;
using AllocSim.Allocator.Jemalloc.Tables;
using AllocSim.Allocator.Jemalloc.Tables.Readers;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Allocation.Views;
using AllocSim.Simulator.Locks;
using AllocSim.Simulator.Operations;

namespace AllocSim.Allocator.Jemalloc;

/// <summary>A <see cref="JemallocHeap"/> as the replay sees it: a struct, so that the replay's loop is compiled for it.</summary>
public readonly struct JemallocAllocator(JemallocHeap heap)
    : IAllocator, IExtendedCalls, IControls, IStatistics, ITables, IObjectPlaces, ICachingAllocator,
        IDiscardingAllocator, ILockingAllocator, IBackgroundAllocator, IProfilingAllocator, IStatsPrintingAllocator, IRecordDumping, IViews, IAddressWalk, IAddressOwners, ICheckableAllocator
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
    public void WriteStats(int thread, TextWriter output, string options) => heap.WriteStats(thread, output, options);

    /// <inheritdoc/>
    public ulong CachedBytes => heap.CachedBytes;

    /// <inheritdoc/>
    public void ReadPlace(ulong address, ref ObjectPlace place) => heap.ReadPlace(address, ref place);

    /// <inheritdoc/>
    public void ReadTable(string table, long nowNs, TableRows rows) => JemallocTables.Read(heap.View, table, nowNs, rows);

    /// <inheritdoc/>
    public int HeapDiscardedBy(string control)
        => control.Split('.') is ["arena", var index, "reset" or "destroy"] && int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out int arena) ? arena : -1;

    /// <inheritdoc/>
    public int HeapOf(ulong address) => heap.ArenaOf(address);

    /// <inheritdoc/>
    public WaitingLaw Waiting => heap.Waiting;

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

    /// <inheritdoc/>
    public bool HasBackgroundThreads => heap.HasBackgroundThreads;

    /// <inheritdoc/>
    public long NextWakeNs => heap.NextWakeNs;

    /// <inheritdoc/>
    public int NextThread => heap.NextBackgroundThread;

    /// <inheritdoc/>
    public void RunNext() => heap.RunNextBackgroundThread();

    /// <inheritdoc/>
    public bool IsProfiling => heap.IsProfiling;

    /// <inheritdoc/>
    public bool HasLeaks => heap.HasLeaks;

    /// <inheritdoc/>
    public Func<string, TextWriter>? OpenProfile
    {
        get => heap.OpenProfile;
        set => heap.OpenProfile = value;
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> WriteProfile(int thread, TextWriter? output) => heap.WriteProfile(thread, output);

    /// <inheritdoc/>
    public Func<TextWriter>? StatsOutput
    {
        get => heap.StatsOutput;
        set => heap.StatsOutput = value;
    }

    /// <inheritdoc/>
    public void DumpRecords(TextWriter output, long index, ulong mapRoot) => heap.DumpRecords(output, index, mapRoot);

    /// <inheritdoc/>
    public void ReadView(string view, TableRows rows) => heap.ReadView(view, rows);

    /// <inheritdoc/>
    public bool TryCount(string view, ViewCounts counts) => heap.TryCount(view, counts);

    /// <inheritdoc/>
    public void ReadOwners(ICollection<OwnedRange> ranges) => ExtentReader.ReadOwners(heap.View, ranges);

    /// <inheritdoc/>
    public void WalkTo(TextWriter output, ulong address, ulong mapRoot) => heap.WalkTo(output, address, mapRoot);

    /// <inheritdoc/>
    public void CheckInvariants() => heap.CheckInvariants();
}
