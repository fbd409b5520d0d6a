namespace AllocSim.Allocator.Jemalloc.Sizes;

/// <summary>One entry of the option bin_shards: into how many shards each bin of a range of classes is split.</summary>
/// <param name="Begin">Smallest size covered, bytes; rounded up to its class.</param>
/// <param name="End">Largest size covered, bytes; rounded up to its class.</param>
/// <param name="Shards">Shards for each bin, 1 to <see cref="BinShardOverride.MaxShards"/>.</param>
public readonly record struct BinShardOverride(ulong Begin, ulong End, int Shards)
{
    /// <summary>Most shards of a bin: what the field of an extent record holds. (BIN_SHARDS_MAX)</summary>
    public const int MaxShards = 64;
}
