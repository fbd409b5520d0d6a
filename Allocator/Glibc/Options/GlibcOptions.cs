using AllocSim.Allocator.Glibc.Sources;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Glibc.Options;

/// <summary>What can be set of glibc's malloc; null for what the library decides itself.</summary>
public sealed record GlibcOptions
{
    /// <summary>glibc.malloc.top_pad.</summary>
    public ulong? TopPad { get; init; }

    /// <summary>glibc.malloc.perturb, 0 to 255.</summary>
    public int? Perturb { get; init; }

    /// <summary>glibc.malloc.mmap_threshold.</summary>
    public ulong? MmapThreshold { get; init; }

    /// <summary>glibc.malloc.trim_threshold.</summary>
    public ulong? TrimThreshold { get; init; }

    /// <summary>glibc.malloc.mmap_max.</summary>
    public int? MmapMax { get; init; }

    /// <summary>glibc.malloc.arena_max, at least 1.</summary>
    public ulong? ArenaMax { get; init; }

    /// <summary>glibc.malloc.arena_test, at least 1.</summary>
    public ulong? ArenaTest { get; init; }

    /// <summary>glibc.malloc.tcache_max, at most 1032.</summary>
    public ulong? TcacheMax { get; init; }

    /// <summary>glibc.malloc.tcache_count, at most 65535.</summary>
    public int? TcacheCount { get; init; }

    /// <summary>glibc.malloc.tcache_unsorted_limit.</summary>
    public ulong? TcacheUnsortedLimit { get; init; }

    /// <summary>glibc.malloc.mxfast, at most 160.</summary>
    public ulong? Mxfast { get; init; }

    /// <summary>glibc.malloc.hugetlb: 1, 2, or bytes of a huge page.</summary>
    public ulong? Hugetlb { get; init; }

    /// <summary>The parameters that these options come to on a machine.</summary>
    internal MallocParameters ToParameters(MachineOptions machine)
    {
        MallocParameters parameters = new();
        parameters.TopPad = TopPad ?? parameters.TopPad;
        parameters.PerturbByte = Perturb ?? 0;
        parameters.MmapThreshold = MmapThreshold ?? parameters.MmapThreshold;
        parameters.TrimThreshold = TrimThreshold ?? parameters.TrimThreshold;
        parameters.MmapCountMax = MmapMax ?? parameters.MmapCountMax;
        parameters.HasFixedThresholds = TopPad is not null || MmapThreshold is not null || TrimThreshold is not null || MmapMax is not null;
        parameters.ArenaMax = ArenaMax ?? 0;
        parameters.ArenaTest = ArenaTest ?? parameters.ArenaTest;
        parameters.CacheCount = TcacheCount ?? parameters.CacheCount;
        parameters.CacheUnsortedLimit = TcacheUnsortedLimit ?? 0;
        if (TcacheMax is { } cached)
        {
            parameters.SetCacheBytes(cached);
        }

        if (Mxfast is { } fast)
        {
            parameters.SetFastBytes(fast);
        }

        SetHugePages(parameters, machine);
        return parameters;
    }

    private void SetHugePages(MallocParameters parameters, MachineOptions machine)
    {
        const ulong Transparent = 1;
        const ulong Pool = 2;
        const ulong LargestPoolPage = 1UL << 30;
        ulong huge = (ulong)machine.PageSize * (ulong)machine.PageSize / 8;
        switch (Hugetlb ?? 0)
        {
            case 0:
                break;
            case Transparent:
                parameters.TransparentHugePageBytes = machine.HugePages == TransparentHugePages.Madvise ? huge : 0;
                break;
            case Pool:
                parameters.PoolPageBytes = huge;
                break;
            case { } bytes:
                parameters.PoolPageBytes = bytes == huge || bytes == LargestPoolPage ? bytes : 0;
                break;
        }
    }
}
