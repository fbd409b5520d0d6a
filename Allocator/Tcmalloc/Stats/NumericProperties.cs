using System.Globalization;
using AllocSim.Allocator.Tcmalloc.Pages;

namespace AllocSim.Allocator.Tcmalloc.Stats;

/// <summary>The numeric properties of MallocExtension, one a line.</summary>
internal static class NumericProperties
{
    /// <summary>Writes all of them.</summary>
    public static void Write(TextWriter output, in StatsFigures figures)
    {
        PageHeapStats heap = figures.PageHeap;
        Write(output, "generic.current_allocated_bytes", figures.Used);
        Write(output, "generic.heap_size", heap.SystemBytes);
        Write(output, "generic.total_physical_bytes", figures.Physical);
        Write(output, "tcmalloc.central_cache_free_bytes", figures.Central);
        Write(output, "tcmalloc.transfer_cache_free_bytes", figures.Transfer);
        Write(output, "tcmalloc.thread_cache_free_bytes", figures.Thread);
        Write(output, "tcmalloc.current_total_thread_cache_bytes", figures.Thread);
        Write(output, "tcmalloc.max_total_thread_cache_bytes", (ulong)figures.Budget);
        Write(output, "tcmalloc.slack_bytes", heap.FreeBytes + heap.UnmappedBytes);
        Write(output, "tcmalloc.pageheap_free_bytes", heap.FreeBytes);
        Write(output, "tcmalloc.pageheap_unmapped_bytes", heap.UnmappedBytes);
        Write(output, "tcmalloc.pageheap_committed_bytes", heap.CommittedBytes);
        Write(output, "tcmalloc.pageheap_scavenge_count", heap.ScavengeCount);
        Write(output, "tcmalloc.pageheap_commit_count", heap.CommitCount);
        Write(output, "tcmalloc.pageheap_total_commit_bytes", heap.TotalCommitBytes);
        Write(output, "tcmalloc.pageheap_decommit_count", heap.DecommitCount);
        Write(output, "tcmalloc.pageheap_total_decommit_bytes", heap.TotalDecommitBytes);
        Write(output, "tcmalloc.pageheap_reserve_count", heap.ReserveCount);
        Write(output, "tcmalloc.pageheap_total_reserve_bytes", heap.TotalReserveBytes);
        Write(output, "tcmalloc.aggressive_memory_decommit", figures.IsAggressive ? 1UL : 0UL);
        Write(output, "tcmalloc.heap_limit_mb", unchecked((ulong)figures.HeapLimitMb));
    }

    private static void Write(TextWriter output, string name, ulong value) => output.Write(string.Create(CultureInfo.InvariantCulture, $"{name} {value}\n"));
}
