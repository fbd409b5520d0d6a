namespace AllocSim.Allocator.Glibc.Chunks;

/// <summary>The first two words of a chunk.</summary>
internal struct ChunkHeader
{
    /// <summary>Size of the chunk before, if that is free: its boundary tag; of a mapped chunk, its distance from the mapping's start.</summary>
    public ulong PreviousSize;

    /// <summary>Size with flags.</summary>
    public ulong Head;

    /// <summary>Size without flags.</summary>
    public readonly ulong Size => Head & ~Chunk.Flags;
}
