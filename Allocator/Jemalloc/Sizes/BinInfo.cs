using System.Runtime.CompilerServices;

namespace AllocSim.Allocator.Jemalloc.Sizes;

/// <summary>What is the same for the bins of one small class in every arena.</summary>
/// <remarks>jemalloc 5.3.0, `include/jemalloc/internal/bin_info.h` and `div.h`.</remarks>
public sealed record class BinInfo
{
    private readonly uint _magic;

    /// <summary>Describes the bins of a class.</summary>
    /// <param name="regionSize">Bytes in a region, at least 2.</param>
    /// <param name="slabSize">Bytes in a slab, a multiple of the page size, below 4 GiB.</param>
    /// <param name="shardCount">Bins of this class in each arena.</param>
    public BinInfo(ulong regionSize, ulong slabSize, int shardCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(regionSize, 2UL);
        ArgumentOutOfRangeException.ThrowIfLessThan(slabSize, regionSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(slabSize, uint.MaxValue);
        RegionSize = regionSize;
        SlabSize = slabSize;
        RegionCount = (int)(slabSize / regionSize);
        ShardCount = shardCount;
        _magic = (uint)(((1UL << 32) + regionSize - 1) / regionSize);
    }

    /// <summary>Bytes in a region. (reg_size)</summary>
    public ulong RegionSize { get; }

    /// <summary>Bytes in a slab. (slab_size)</summary>
    public ulong SlabSize { get; }

    /// <summary>Regions in a slab. (nregs)</summary>
    public int RegionCount { get; }

    /// <summary>Bins of this class in each arena. (n_shards)</summary>
    public int ShardCount { get; }

    /// <summary>Index in its slab of the region that begins <paramref name="offset"/> bytes into it: a multiplication instead of a division.</summary>
    /// <param name="offset">A multiple of <see cref="RegionSize"/> below <see cref="SlabSize"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int RegionIndex(ulong offset) => (int)((offset * _magic) >> 32);
}
