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
        Long("TCMALLOC_MAX_TOTAL_THREAD_CACHE_BYTES", "what threads' caches may hold together, more or less; bytes, from 512 KiB to 1 GiB", o => o.BudgetBytes, (o, v) => o with { MaxTotalThreadCacheBytes = v }),
        Int("TCMALLOC_TRANSFER_NUM_OBJ", 1, "a whole number from 1 on: of another one the library dies", "most objects that move between a thread's cache and a central list at once", o => o.TransferNumObj, (o, v) => o with { TransferNumObj = v }),
        Rate("TCMALLOC_RELEASE_RATE", "pages given back for 1000 freed ones; 0 gives none back", o => o.ReleaseRate, (o, v) => o with { ReleaseRate = v }),
        Int("TCMALLOC_HEAP_LIMIT_MB", int.MinValue, Whole, "most MiB that are not given back; 0 and less for no limit", o => o.HeapLimitMb, (o, v) => o with { HeapLimitMb = v }),
        Bool("TCMALLOC_AGGRESSIVE_DECOMMIT", "a span is given back as soon as it is free", o => o.AggressiveDecommit, (o, v) => o with { AggressiveDecommit = v }),
        Bool("TCMALLOC_DISABLE_MEMORY_RELEASE", "nothing is given back", o => o.DisableMemoryRelease, (o, v) => o with { DisableMemoryRelease = v }),
        Bool("TCMALLOC_SKIP_SBRK", "nothing more comes from the break once the library is loaded", o => o.SkipSbrk, (o, v) => o with { SkipSbrk = v }),
        Bool("TCMALLOC_SKIP_MMAP", "nothing comes from mappings", o => o.SkipMmap, (o, v) => o with { SkipMmap = v }),
        Int("TCMALLOC_DEVMEM_START", int.MinValue, Whole, "other than 0: nothing is given back", o => o.DevmemStart, (o, v) => o with { DevmemStart = v }),
        Int("TCMALLOC_DEVMEM_LIMIT", int.MinValue, Whole, "without effect", o => o.DevmemLimit, (o, v) => o with { DevmemLimit = v }),
        Long("TCMALLOC_LARGE_ALLOC_REPORT_THRESHOLD", "without effect in this build", o => o.LargeAllocReportThreshold, (o, v) => o with { LargeAllocReportThreshold = v }),
        new("TCMALLOC_MEMFS_MALLOC_PATH", "a path", "where a file system in memory is; the simulated machine has none", (o, v) => o with { MemfsMallocPath = v }, (o, v) => o with { MemfsMallocPath = v }, o => o.MemfsMallocPath),
        Int("TCMALLOC_MEMFS_LIMIT_MB", int.MinValue, Whole, "without effect, as there is no such file system", o => o.MemfsLimitMb, (o, v) => o with { MemfsLimitMb = v }),
        Bool("TCMALLOC_MEMFS_ABORT_ON_FAIL", "without effect, as there is no such file system", o => o.MemfsAbortOnFail, (o, v) => o with { MemfsAbortOnFail = v }),
        Bool("TCMALLOC_MEMFS_DISABLE_FALLBACK", "without effect, as there is no such file system", o => o.MemfsDisableFallback, (o, v) => o with { MemfsDisableFallback = v }),
        Bool("TCMALLOC_MEMFS_MAP_PRIVATE", "without effect, as there is no such file system", o => o.MemfsMapPrivate, (o, v) => o with { MemfsMapPrivate = v }),
        Bool("TCMALLOC_MEMFS_IGNORE_MMAP_FAIL", "without effect, as there is no such file system", o => o.MemfsIgnoreMmapFail, (o, v) => o with { MemfsIgnoreMmapFail = v }),
    ];

    // The library looks at the first letter alone, and takes what it does not know for false; nothing at all is true.
    private static OptionEntry Bool(string name, string help, Func<TcmallocOptions, bool> get, Func<TcmallocOptions, bool, TcmallocOptions> set)
        => new(
            name,
            Flag,
            help,
            (options, text) => text.ToLowerInvariant() switch
            {
                "" or "1" or "t" or "true" or "y" or "yes" => set(options, true),
                "0" or "f" or "false" or "n" or "no" => set(options, false),
                _ => null,
            },
            (options, text) => set(options, "tTyY1".Contains(text[0], StringComparison.Ordinal)),
            options => get(options) ? "true" : "false");

    private static OptionEntry Int(string name, int min, string range, string help, Func<TcmallocOptions, int> get, Func<TcmallocOptions, int, TcmallocOptions> set)
        => new(
            name,
            range,
            help,
            (options, text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= min ? set(options, value) : null,
            (options, text) => LeadingNumber.Whole(text) is var value && unchecked((int)value) >= min ? set(options, unchecked((int)value)) : null,
            options => get(options).ToString(CultureInfo.InvariantCulture));

    private static OptionEntry Long(string name, string help, Func<TcmallocOptions, long> get, Func<TcmallocOptions, long, TcmallocOptions> set)
        => new(
            name,
            Whole,
            help,
            (options, text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? set(options, value) : null,
            (options, text) => set(options, LeadingNumber.Whole(text)),
            options => get(options).ToString(CultureInfo.InvariantCulture));

    private static OptionEntry Rate(string name, string help, Func<TcmallocOptions, double> get, Func<TcmallocOptions, double, TcmallocOptions> set)
        => new(
            name,
            "a number",
            help,
            (options, text) => double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double value)
                && double.IsFinite(value) ? set(options, value) : null,
            (options, text) => LeadingNumber.Decimal(text) is { } value ? set(options, value) : null,
            options => get(options).ToString(CultureInfo.InvariantCulture));
}
