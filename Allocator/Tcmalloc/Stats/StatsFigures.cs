using AllocSim.Allocator.Tcmalloc.Central;
using AllocSim.Allocator.Tcmalloc.Options;
using AllocSim.Allocator.Tcmalloc.Pages;
using AllocSim.Allocator.Tcmalloc.Sizes;
using AllocSim.Allocator.Tcmalloc.Sources;
using AllocSim.Allocator.Tcmalloc.Threads;

namespace AllocSim.Allocator.Tcmalloc.Stats;

/// <summary>The figures that statistics are made of, as they are now. Bytes unless a name says otherwise. (TCMallocStats)</summary>
internal readonly struct StatsFigures
{
    /// <summary>Adds them up.</summary>
    public StatsFigures(TcmallocOptions options, SizeMap sizes, TcmallocRecords records, PageHeap pageHeap, CentralCache central, ThreadCaches caches)
    {
        PageHeap = pageHeap.Stats;
        Central = central.CentralBytes;
        Transfer = central.TransferBytes;
        Thread = caches.Bytes;
        Metadata = records.Metadata.Bytes;
        Budget = caches.BudgetBytes;
        IsAggressive = pageHeap.IsAggressive;
        HeapLimitMb = options.HeapLimitMb;
        SpansInUse = records.Spans.InUse;
        CachesInUse = caches.Count;
    }

    /// <summary>The page heap's counts.</summary>
    public PageHeapStats PageHeap { get; }

    /// <summary>Free objects in central lists, and the ends of their spans.</summary>
    public ulong Central { get; }

    /// <summary>Objects in transfer caches.</summary>
    public ulong Transfer { get; }

    /// <summary>Objects in threads' caches.</summary>
    public ulong Thread { get; }

    /// <summary>The library's own records.</summary>
    public ulong Metadata { get; }

    /// <summary>What threads' caches may hold together.</summary>
    public long Budget { get; }

    /// <summary>Whether spans are given back at once.</summary>
    public bool IsAggressive { get; }

    /// <summary>The limit, MiB.</summary>
    public long HeapLimitMb { get; }

    /// <summary>Records of spans in use.</summary>
    public int SpansInUse { get; }

    /// <summary>Threads' caches in use.</summary>
    public int CachesInUse { get; }

    /// <summary>Objects that the program holds.</summary>
    public ulong Used => unchecked(PageHeap.SystemBytes - Thread - Central - Transfer - PageHeap.FreeBytes - PageHeap.UnmappedBytes);

    /// <summary>All memory.</summary>
    public ulong Virtual => PageHeap.SystemBytes + Metadata;

    /// <summary>All that was not given back.</summary>
    public ulong Physical => unchecked(Virtual - PageHeap.UnmappedBytes);
}
