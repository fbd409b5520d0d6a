namespace AllocSim.Allocator.Glibc.Chunks;

/// <summary>The first two words of a free chunk's object, and the head of a bin.</summary>
internal struct ChunkLinks
{
    /// <summary>Next in the list; of a bin, its first chunk.</summary>
    public ulong Next;

    /// <summary>Previous in the list; of a bin, its last chunk.</summary>
    public ulong Previous;
}
