namespace AllocSim.Allocator.Jemalloc.Inspection.Library;

/// <summary>Where an arena keeps its bins.</summary>
/// <param name="Offset">Offset in the arena of the first bin, or of the pointers.</param>
/// <param name="Bytes">Bytes of a bin.</param>
/// <param name="ArePointed">Whether pointers lie there, one a size class, each to the shards of its class; otherwise all bins, class after class.</param>
internal sealed record BinPlaces(ulong Offset, ulong Bytes, bool ArePointed)
{
    private const int BinInfoBytes = 40;
    private const int ShardsAt = 20;

    /// <summary>Whether classes have several bins; otherwise one each.</summary>
    public bool AreSharded { get; init; } = true;

    /// <summary>Each bin of an arena.</summary>
    /// <param name="memory">The library's memory.</param>
    /// <param name="arena">Address of the arena.</param>
    /// <param name="infos">Address of the table of size classes.</param>
    /// <param name="classes">Small size classes.</param>
    public IEnumerable<(int Szind, int Shard, ulong Address, ulong Info)> Each(MemoryReader memory, ulong arena, ulong infos, int classes)
    {
        ulong next = arena + Offset;
        for (int szind = 0; szind < classes; szind++)
        {
            ulong info = infos + ((ulong)szind * BinInfoBytes);
            ulong first = ArePointed ? memory.Word(arena + Offset + ((ulong)szind * sizeof(ulong))) : next;
            int shards = AreSharded ? (int)memory.Half(info + ShardsAt) : 1;
            for (int shard = 0; shard < shards; shard++)
            {
                yield return (szind, shard, first + ((ulong)shard * Bytes), info);
            }

            next = first + ((ulong)shards * Bytes);
        }
    }
}
