namespace AllocSim.Simulator.Machine;

/// <summary>The parameters of a simulated machine. The defaults are the machine that the oracle presents.</summary>
public sealed record MachineOptions
{
    /// <summary>Number of CPUs that the machine shows; at least 1.</summary>
    public int CpuCount { get; init; } = 2;

    /// <summary>The CPUs that the process may use (sched_getaffinity), ascending, each below <see cref="CpuCount"/>; null for all. Its threads run on them in turn.</summary>
    public IReadOnlyList<int>? CpuSet { get; init; }

    /// <summary>Bytes in a page: 4096, 16384 or 65536.</summary>
    public int PageSize { get; init; } = 4096;

    /// <summary>Where mappings begin: the first one ends here, later ones grow down.</summary>
    public ulong MmapTop { get; init; } = 0x7f00_0000_0000;

    /// <summary>Length of the range below <see cref="MmapTop"/> that holds mappings, in bytes.</summary>
    public ulong MmapBytes { get; init; } = 1UL << 40;

    /// <summary>Where a range begins that holds mappings only where a hint asks for them; it ends at <see cref="HintTop"/>. Both 0 for none.</summary>
    public ulong HintBase { get; init; } = 2UL << 40;

    /// <summary>First address above the range that begins at <see cref="HintBase"/>.</summary>
    public ulong HintTop { get; init; } = 32UL << 40;

    /// <summary>Bytes of a pointer: 8, or 4 on a machine of 32 bits.</summary>
    public int PointerBytes { get; init; } = 8;

    /// <summary>The byte that getrandom fills its answers with.</summary>
    public byte RandomByte { get; init; } = 0x5a;

    /// <summary>Where the library's image is loaded: a library may seed a generator with an address in its data.</summary>
    public ulong LibraryBase { get; init; } = 0x7d00_0000_0000;

    /// <summary>Where the program break starts.</summary>
    public ulong BreakBase { get; init; } = 0x6000_0000_0000;

    /// <summary>How far the program break can grow, in bytes.</summary>
    public ulong BreakBytes { get; init; } = 1UL << 36;

    /// <summary>The machine's clock when the trace's clock reads 0, nanoseconds. Not 0, so that no allocator takes 0 for "never set".</summary>
    public long ClockOriginNs { get; init; } = 1_000_000_000_000;

    /// <summary>The value of /proc/sys/vm/overcommit_memory: 0, 1 or 2.</summary>
    public int OvercommitMemory { get; init; }

    /// <summary>The system's setting for transparent huge pages.</summary>
    public TransparentHugePages HugePages { get; init; } = TransparentHugePages.Madvise;

    /// <summary>Whether the kernel ever makes a huge page. Where it does not, <see cref="HugePages"/> is only what the system says, and advice changes nothing.</summary>
    public bool KernelMakesHugePages { get; init; } = true;

    /// <summary>Which mmap call is the first to fail, counted from 1; 0 for none.</summary>
    public long FailMmapFrom { get; init; }

    /// <summary>How many mmap calls fail from <see cref="FailMmapFrom"/> on.</summary>
    public long FailMmapCount { get; init; } = 1;

    /// <summary>Most bytes that may be mapped (reserved address space included); mmap and sbrk fail beyond it. 0 for no limit.</summary>
    public ulong MappedLimitBytes { get; init; }

    /// <summary>Most bytes that may be resident: mmap and sbrk fail when what they add could exceed it. 0 for no limit.</summary>
    public ulong ResidentLimitBytes { get; init; }

    /// <summary>Most mappings that there may be (vm.max_map_count): mmap fails once there are more, munmap and mprotect where they would cut one and so exceed it. 0 for no limit.</summary>
    public long MappingLimit { get; init; }

    /// <summary>Thread-local block of each thread that the environment file names; null for the fixed layout.</summary>
    public IReadOnlyDictionary<int, ulong>? ThreadBlocks { get; init; }
}
