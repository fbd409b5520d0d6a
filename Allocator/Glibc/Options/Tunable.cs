using System.Globalization;

namespace AllocSim.Allocator.Glibc.Options;

/// <summary>An option of glibc's malloc: its names, its range, and where its value goes.</summary>
/// <param name="Name">Its name in GLIBC_TUNABLES.</param>
/// <param name="Variable">Its environment variable; empty for none.</param>
/// <param name="Parameter">Its parameter of mallopt; empty for none.</param>
/// <param name="Min">Smallest value.</param>
/// <param name="Max">Largest value.</param>
/// <param name="Help">What it is.</param>
/// <param name="Set">Puts a value into options.</param>
/// <param name="Get">The value as text; empty for one that the library decides.</param>
internal sealed record Tunable(
    string Name, string Variable, string Parameter, ulong Min, ulong Max, string Help, Func<GlibcOptions, ulong, GlibcOptions> Set, Func<GlibcOptions, ulong?> Get)
{
    private const ulong NoLimit = ulong.MaxValue;

    /// <summary>The values that it takes, in words.</summary>
    public string Range => Max == NoLimit ? string.Create(CultureInfo.InvariantCulture, $"from {Min} on") : string.Create(CultureInfo.InvariantCulture, $"{Min} to {Max}");

    /// <summary>The value where nobody sets it.</summary>
    public string Default => Name switch
    {
        "glibc.malloc.top_pad" or "glibc.malloc.mmap_threshold" or "glibc.malloc.trim_threshold" => "131072",
        "glibc.malloc.mmap_max" => "65536",
        "glibc.malloc.arena_max" => "8 for each CPU",
        "glibc.malloc.arena_test" => "8",
        "glibc.malloc.tcache_max" => "1032",
        "glibc.malloc.tcache_count" => "7",
        "glibc.malloc.mxfast" => "128",
        _ => "0",
    };

    /// <summary>All that glibc 2.36 has, in its own order.</summary>
    public static Tunable[] All { get; } =
    [
        new("glibc.malloc.check", "MALLOC_CHECK_", "M_CHECK_ACTION", 0, 3, "checks of another library (libc_malloc_debug.so); changes nothing here", (options, _) => options, _ => null),
        new("glibc.malloc.top_pad", "MALLOC_TOP_PAD_", "M_TOP_PAD", 0, NoLimit, "bytes asked of the system beyond need, and kept when trimming", (options, value) => options with { TopPad = value }, options => options.TopPad),
        new("glibc.malloc.perturb", "MALLOC_PERTURB_", "M_PERTURB", 0, 255, "byte that fills new and freed objects", (options, value) => options with { Perturb = (int)value }, options => (ulong?)options.Perturb),
        new("glibc.malloc.mmap_threshold", "MALLOC_MMAP_THRESHOLD_", "M_MMAP_THRESHOLD", 0, NoLimit, "chunks from here on are mapped one by one", (options, value) => options with { MmapThreshold = value }, options => options.MmapThreshold),
        new("glibc.malloc.trim_threshold", "MALLOC_TRIM_THRESHOLD_", "M_TRIM_THRESHOLD", 0, NoLimit, "a top of so many bytes is given back", (options, value) => options with { TrimThreshold = value }, options => options.TrimThreshold),
        new("glibc.malloc.mmap_max", "MALLOC_MMAP_MAX_", "M_MMAP_MAX", 0, int.MaxValue, "most mapped chunks at once", (options, value) => options with { MmapMax = (int)value }, options => (ulong?)options.MmapMax),
        new("glibc.malloc.arena_max", "MALLOC_ARENA_MAX", "M_ARENA_MAX", 1, NoLimit, "most arenas", (options, value) => options with { ArenaMax = value }, options => options.ArenaMax),
        new("glibc.malloc.arena_test", "MALLOC_ARENA_TEST", "M_ARENA_TEST", 1, NoLimit, "arenas before CPUs are counted", (options, value) => options with { ArenaTest = value }, options => options.ArenaTest),
        new("glibc.malloc.tcache_max", "", "", 0, 1032, "largest request that a thread's cache takes", (options, value) => options with { TcacheMax = value }, options => options.TcacheMax),
        new("glibc.malloc.tcache_count", "", "", 0, 65535, "objects a class of a thread's cache holds", (options, value) => options with { TcacheCount = (int)value }, options => (ulong?)options.TcacheCount),
        new("glibc.malloc.tcache_unsorted_limit", "", "", 0, NoLimit, "unsorted chunks sorted by a call that fills its cache", (options, value) => options with { TcacheUnsortedLimit = value }, options => options.TcacheUnsortedLimit),
        new("glibc.malloc.mxfast", "", "M_MXFAST", 0, 160, "largest request of fast bins", (options, value) => options with { Mxfast = value }, options => options.Mxfast),
        new("glibc.malloc.hugetlb", "", "", 0, NoLimit, "huge pages: 1 transparent, 2 from the pool, or the bytes of a pool's page", (options, value) => options with { Hugetlb = value }, options => options.Hugetlb),
    ];

    /// <summary>Tunables of glibc 2.36 that have to do with other parts of the C library.</summary>
    public static string[] Elsewhere { get; } =
    [
        "glibc.cpu.hwcap_mask", "glibc.cpu.hwcaps", "glibc.cpu.prefer_map_32bit_exec", "glibc.cpu.x86_data_cache_size", "glibc.cpu.x86_ibt", "glibc.cpu.x86_non_temporal_threshold",
        "glibc.cpu.x86_rep_movsb_threshold", "glibc.cpu.x86_rep_stosb_threshold", "glibc.cpu.x86_shared_cache_size", "glibc.cpu.x86_shstk",
        "glibc.elision.enable", "glibc.elision.skip_lock_after_retries", "glibc.elision.skip_lock_busy", "glibc.elision.skip_lock_internal_abort",
        "glibc.elision.skip_trylock_internal_abort", "glibc.elision.tries", "glibc.mem.tagging", "glibc.pthread.mutex_spin_count", "glibc.pthread.rseq",
        "glibc.pthread.stack_cache_size", "glibc.rtld.dynamic_sort", "glibc.rtld.nns", "glibc.rtld.optional_static_tls",
    ];

    /// <summary>Tunables of later versions, with the first one that has them.</summary>
    public static KeyValuePair<string, string>[] Later { get; } =
    [
        new("glibc.mem.decorate_maps", "2.39"), new("glibc.pthread.stack_hugetlb", "2.38"), new("glibc.cpu.plt_rewrite", "2.39"),
        new("glibc.rtld.enable_secure", "2.40"), new("glibc.rtld.execstack", "2.42"), new("glibc.gmon.minarcs", "2.37"), new("glibc.gmon.maxarcs", "2.37"),
    ];
}
