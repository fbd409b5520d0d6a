namespace AllocSim.Allocator.Tcmalloc.Options;

/// <summary>The TCMALLOC_ variables of gperftools 2.10, as libtcmalloc_minimal reads them.</summary>
internal sealed record TcmallocOptions
{
    /// <summary>The default of <see cref="MaxTotalThreadCacheBytes"/>.</summary>
    public const long BudgetDefault = 32 << 20;

    private const long BudgetMin = 512 * 1024;
    private const long BudgetMax = 1 << 30;

    /// <summary>Most objects that move between a thread's cache and a central list at once; at least 1.</summary>
    public int TransferNumObj { get; init; } = 32;

    /// <summary>What all threads' caches together may hold, more or less; bytes.</summary>
    public long MaxTotalThreadCacheBytes { get; init; } = BudgetDefault;

    /// <summary>Pages given back for 1000 freed ones.</summary>
    public double ReleaseRate { get; init; } = 1.0;

    /// <summary>Most MiB of memory that is not given back; 0 for no limit.</summary>
    public int HeapLimitMb { get; init; }

    /// <summary>Free spans are given back at once.</summary>
    public bool AggressiveDecommit { get; init; }

    /// <summary>Nothing is given back.</summary>
    public bool DisableMemoryRelease { get; init; }

    /// <summary>Takes nothing from the break.</summary>
    public bool SkipSbrk { get; init; }

    /// <summary>Takes no mappings.</summary>
    public bool SkipMmap { get; init; }

    /// <summary>Where memory of the device /dev/mem begins, MiB. Nothing in this version takes any; but other than 0 it forbids giving memory back.</summary>
    public int DevmemStart { get; init; }

    /// <summary>Where memory of the device ends, MiB. Nothing reads it.</summary>
    public int DevmemLimit { get; init; }

    /// <summary>Larger requests are told of on standard error where the library was built for it, which Debian's is not; bytes.</summary>
    public long LargeAllocReportThreshold { get; init; } = 1 << 30;

    /// <summary>Where a file system in memory is mounted, to take memory from its files; the simulated machine has none, so the library fails to and goes on.</summary>
    public string MemfsMallocPath { get; init; } = "";

    /// <summary>Most MiB of such memory.</summary>
    public int MemfsLimitMb { get; init; }

    /// <summary>Ends the process where such memory cannot be had.</summary>
    public bool MemfsAbortOnFail { get; init; }

    /// <summary>Takes no other memory instead.</summary>
    public bool MemfsDisableFallback { get; init; }

    /// <summary>Maps such files privately.</summary>
    public bool MemfsMapPrivate { get; init; }

    /// <summary>Tries again after a mapping of them failed.</summary>
    public bool MemfsIgnoreMmapFail { get; init; }

    /// <summary><see cref="MaxTotalThreadCacheBytes"/> within the range that the library allows: 512 KiB to 1 GiB. One below 0 counts as very large.</summary>
    public long BudgetBytes => MaxTotalThreadCacheBytes < 0 ? BudgetMax : Math.Clamp(MaxTotalThreadCacheBytes, BudgetMin, BudgetMax);
}
