using System.Globalization;

namespace AllocSim.Allocator.Tcmalloc.Options;

/// <summary>The variables that libtcmalloc_minimal 2.10 reads, in the order of this program's lists.</summary>
internal static class OptionTable
{
    private const string Flag = "true or false";
    private const string Whole = "a whole number";

    /// <summary>All of them.</summary>
    public static OptionEntry[] Entries { get; } =
    [
        Long("TCMALLOC_MAX_TOTAL_THREAD_CACHE_BYTES", o => o.MaxTotalThreadCacheBytes, (o, v) => o with { MaxTotalThreadCacheBytes = v }),
        Int("TCMALLOC_TRANSFER_NUM_OBJ", 1, "a whole number from 1 on: of another one the library dies", o => o.TransferNumObj, (o, v) => o with { TransferNumObj = v }),
        Rate("TCMALLOC_RELEASE_RATE", o => o.ReleaseRate, (o, v) => o with { ReleaseRate = v }),
        Int("TCMALLOC_HEAP_LIMIT_MB", int.MinValue, Whole, o => o.HeapLimitMb, (o, v) => o with { HeapLimitMb = v }),
        Bool("TCMALLOC_AGGRESSIVE_DECOMMIT", o => o.AggressiveDecommit, (o, v) => o with { AggressiveDecommit = v }),
        Bool("TCMALLOC_DISABLE_MEMORY_RELEASE", o => o.DisableMemoryRelease, (o, v) => o with { DisableMemoryRelease = v }),
        Bool("TCMALLOC_SKIP_SBRK", o => o.SkipSbrk, (o, v) => o with { SkipSbrk = v }),
        Bool("TCMALLOC_SKIP_MMAP", o => o.SkipMmap, (o, v) => o with { SkipMmap = v }),
        Int("TCMALLOC_DEVMEM_START", int.MinValue, Whole, o => o.DevmemStart, (o, v) => o with { DevmemStart = v }),
        Int("TCMALLOC_DEVMEM_LIMIT", int.MinValue, Whole, o => o.DevmemLimit, (o, v) => o with { DevmemLimit = v }),
        Long("TCMALLOC_LARGE_ALLOC_REPORT_THRESHOLD", o => o.LargeAllocReportThreshold, (o, v) => o with { LargeAllocReportThreshold = v }),
        new("TCMALLOC_MEMFS_MALLOC_PATH", "a path", (o, v) => o with { MemfsMallocPath = v }, o => o.MemfsMallocPath),
        Int("TCMALLOC_MEMFS_LIMIT_MB", int.MinValue, Whole, o => o.MemfsLimitMb, (o, v) => o with { MemfsLimitMb = v }),
        Bool("TCMALLOC_MEMFS_ABORT_ON_FAIL", o => o.MemfsAbortOnFail, (o, v) => o with { MemfsAbortOnFail = v }),
        Bool("TCMALLOC_MEMFS_DISABLE_FALLBACK", o => o.MemfsDisableFallback, (o, v) => o with { MemfsDisableFallback = v }),
        Bool("TCMALLOC_MEMFS_MAP_PRIVATE", o => o.MemfsMapPrivate, (o, v) => o with { MemfsMapPrivate = v }),
        Bool("TCMALLOC_MEMFS_IGNORE_MMAP_FAIL", o => o.MemfsIgnoreMmapFail, (o, v) => o with { MemfsIgnoreMmapFail = v }),
    ];

    // The library looks at the first letter alone, and takes what it does not know for false; nothing at all is true.
    private static OptionEntry Bool(string name, Func<TcmallocOptions, bool> get, Func<TcmallocOptions, bool, TcmallocOptions> set)
        => new(
            name,
            Flag,
            (options, text) => text.ToLowerInvariant() switch
            {
                "" or "1" or "t" or "true" or "y" or "yes" => set(options, true),
                "0" or "f" or "false" or "n" or "no" => set(options, false),
                _ => null,
            },
            options => get(options) ? "true" : "false");

    private static OptionEntry Int(string name, int min, string help, Func<TcmallocOptions, int> get, Func<TcmallocOptions, int, TcmallocOptions> set)
        => new(
            name,
            help,
            (options, text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= min ? set(options, value) : null,
            options => get(options).ToString(CultureInfo.InvariantCulture));

    private static OptionEntry Long(string name, Func<TcmallocOptions, long> get, Func<TcmallocOptions, long, TcmallocOptions> set)
        => new(
            name,
            Whole,
            (options, text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? set(options, value) : null,
            options => get(options).ToString(CultureInfo.InvariantCulture));

    private static OptionEntry Rate(string name, Func<TcmallocOptions, double> get, Func<TcmallocOptions, double, TcmallocOptions> set)
        => new(
            name,
            "a number",
            (options, text) => double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double value)
                && double.IsFinite(value) ? set(options, value) : null,
            options => get(options).ToString(CultureInfo.InvariantCulture));
}
