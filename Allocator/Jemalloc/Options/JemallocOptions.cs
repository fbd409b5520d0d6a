using AllocSim.Allocator.Jemalloc.Options.Conf;
using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Allocator.Jemalloc.Versions;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Jemalloc.Options;

/// <summary>The run-time options of jemalloc 5, under its own names. The defaults are those of a default build on 64-bit Linux.</summary>
/// <remarks>
/// Source of names, ranges and defaults: jemalloc 5.3.0, `src/jemalloc.c` malloc_conf_init_helper, and the modules named at each group.
/// This file: arenas, page management, sizes. The rest is in the files named after their groups. <see cref="MallocConf"/> reads them from a MALLOC_CONF string.
/// </remarks>
public sealed partial record JemallocOptions
{
    /// <summary>Most arenas that threads are assigned to on their own. (MALLOCX_ARENA_LIMIT less one)</summary>
    public const uint MaxAutoArenas = 4094;

    /// <summary>The release that they are for, which the policy chooses.</summary>
    internal JemallocVersion Version { get; init; } = JemallocVersion.V530;

    /// <summary>The string that they were read from, where the release shows it; otherwise empty.</summary>
    internal string Conf { get; init; } = "";

    /// <summary>narenas: number of arenas for automatic assignment; 0 for <see cref="NarenasRatio"/> per CPU (1 on a single CPU). 1 to 4294967295, default 0.</summary>
    public uint Narenas { get; init; }

    /// <summary>narenas_ratio: automatic arenas per CPU, a decimal fraction from 0 to 65535. Default 4.</summary>
    public FixedPoint NarenasRatio { get; init; } = FixedPoint.FromInteger(4);

    /// <summary>percpu_arena: whether the arena follows the CPU. Default disabled.</summary>
    public PercpuArenaMode PercpuArena { get; init; } = PercpuArenaMode.Disabled;

    /// <summary>oversize_threshold: bytes from which a request goes to an arena of its own, which purges at once; values outside the large classes switch that off. 0 to 7·2^60, default 8 MiB.</summary>
    public ulong OversizeThreshold { get; init; } = 8 << 20;

    /// <summary>bin_shards: into how many shards the bins of a range of sizes are split, 1 to 64 each; entries in the order given. Default none, one shard each.</summary>
    public IReadOnlyList<BinShardOverride> BinShards { get; init; } = [];

    /// <summary>slab_sizes: how many pages the slabs of a range of classes take; entries in the order given. Default none.</summary>
    public IReadOnlyList<SlabSizeOverride> SlabSizes { get; init; } = [];

    /// <summary>The size classes, which the library's build fixes and MALLOC_CONF cannot set. Default those of a default build.</summary>
    public SizeClassChoice SizeClasses { get; init; } = SizeClassChoice.Default;

    /// <summary>cache_oblivious: large objects begin at a random cache line of their first page. Default true. The library shows it but cannot set it at run time.</summary>
    public bool CacheOblivious { get; init; } = true;

    /// <summary>dirty_decay_ms: milliseconds over which unused dirty pages are purged; 0 at once, -1 never. -1 to 18446744072000, default 10000.</summary>
    public long DirtyDecayMs { get; init; } = 10_000;

    /// <summary>muzzy_decay_ms: milliseconds over which lazily freed pages are purged for good; 0 at once, -1 never. -1 to 18446744072000, default 0.</summary>
    public long MuzzyDecayMs { get; init; }

    /// <summary>lg_extent_max_active_fit: an unused extent serves a smaller request only up to 2 to this power times its size. 0 to 64, default 6.</summary>
    public ulong LgExtentMaxActiveFit { get; init; } = 6;

    /// <summary>disable_large_size_classes: a large object is as many whole pages as it needs, not its class. 5.3.1 only, where it is on.</summary>
    public bool DisableLargeSizeClasses { get; init; }

    /// <summary>calloc_madvise_threshold: bytes from which a large object that has to read as zero gets pages that do; smaller ones are written to. 5.3.1 only, 0 to 7·2^60, default 8 MiB; elsewhere 0.</summary>
    public ulong CallocMadviseThreshold { get; init; }

    /// <summary>process_madvise_max_batch: most extents purged with one call. 5.3.1 only; a default build can do none, so that any number is taken for 0.</summary>
    public ulong ProcessMadviseMaxBatch { get; init; }

    /// <summary>huge_arena_pac_thp: with metadata_thp, huge pages for the arena of oversize extents. 5.3.1 only. Default false.</summary>
    public bool HugeArenaPacThp { get; init; }

    /// <summary>retain: unused address space is kept rather than unmapped. Default true.</summary>
    public bool Retain { get; init; } = true;

    /// <summary>dss: use of the program break. Default secondary.</summary>
    public DssPrecedence Dss { get; init; } = DssPrecedence.Secondary;

    /// <summary>thp: what the system is told about huge pages. Default default.</summary>
    public ThpMode Thp { get; init; } = ThpMode.Default;

    /// <summary>metadata_thp: huge pages for metadata. Default disabled.</summary>
    public MetadataThpMode MetadataThp { get; init; } = MetadataThpMode.Disabled;

    /// <summary>trust_madvise: do not test at start whether MADV_DONTNEED returns zeroed pages. Default false.</summary>
    public bool TrustMadvise { get; init; }

    /// <summary>zero_realloc: what realloc to size 0 does. Default free.</summary>
    public ZeroReallocAction ZeroRealloc { get; init; } = ZeroReallocAction.Free;

    /// <summary>mutex_max_spin: times a thread tries a contended mutex before it sleeps; -1 for ever. -1 to 2^63-1, default 600.</summary>
    public long MutexMaxSpin { get; init; } = 600;

    /// <summary>background_thread: purge from threads of the allocator's own. Default false.</summary>
    public bool BackgroundThread { get; init; }

    /// <summary>max_background_threads: most such threads, 1 to 4096; the value 4096, which is the default, stands for 4. Their records are allocated even when none runs.</summary>
    public ulong MaxBackgroundThreads { get; init; } = 4096;

    /// <summary>The size classes that these options ask for, on a machine with pages of a size.</summary>
    public SizeClasses BuildSizeClasses(int pageSize)
        => SizeClasses.Build(pageSize, SlabSizes, BinShards, CacheOblivious ? (ulong)pageSize : 0, Version.SlabAlignmentMax(pageSize), DisableLargeSizeClasses);

    /// <summary>The options as start-up completes them for a machine.</summary>
    /// <param name="cpuCount">CPUs that the allocator sees, at least 1.</param>
    /// <param name="sizes">The size classes made with these options.</param>
    /// <remarks>`src/jemalloc.c` malloc_init_narenas, `src/arena.c` arena_init_huge, `src/background_thread.c` background_thread_boot1.</remarks>
    public JemallocOptions CompleteFor(int cpuCount, SizeClasses sizes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cpuCount, 1);
        var narenas = PercpuArena == PercpuArenaMode.Disabled ? Narenas : Math.Max(Narenas, (uint)PercpuArenaLimit(cpuCount));
        return this with
        {
            Narenas = narenas != 0 ? narenas : DefaultNarenas(cpuCount),
            OversizeThreshold = OversizeThreshold < sizes.LargeMin || OversizeThreshold > sizes.LargeMax ? 0 : OversizeThreshold,
            Prof = Prof || ProfLeak || ProfLeakError,
            ProfLeak = ProfLeak || ProfLeakError,
            ProfGdump = Prof ? ProfGdump : ProfGdump && !ProfLeak && !ProfLeakError,
            MaxBackgroundThreads = MaxBackgroundThreads > MaxAutoArenas + 1 ? Version.DefaultBackgroundThreads(cpuCount) : MaxBackgroundThreads,
        };
    }

    /// <summary>The options where the process may not use every CPU of the machine: percpu_arena without narenas is off, in releases that look at that.</summary>
    public JemallocOptions ForCpusOf(MachineOptions machine)
        => Version.NeedsAllCpus && Narenas == 0 && machine.CpuSet is { } set && set.Count < machine.CpuCount ? this with { PercpuArena = PercpuArenaMode.Disabled } : this;

    /// <summary>Number of arenas tied to CPUs; 0 when <see cref="PercpuArena"/> is disabled. (percpu_arena_ind_limit)</summary>
    public int PercpuArenaLimit(int cpuCount) => PercpuArena switch
    {
        PercpuArenaMode.Disabled => 0,
        PercpuArenaMode.Phycpu when cpuCount > 1 => (cpuCount + 1) / 2,
        _ => cpuCount,
    };

    private uint DefaultNarenas(int cpuCount)
        => cpuCount == 1 ? 1 : Math.Max(1, FixedPoint.FromInteger((uint)cpuCount).Times(NarenasRatio).Round());
}
