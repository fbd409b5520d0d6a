using AllocSim.Allocator.Classic.Chunks;

namespace AllocSim.Allocator.Classic.Runs;

/// <summary>A free run: the page of a chunk that it begins with.</summary>
/// <param name="Chunk">The chunk.</param>
/// <param name="Page">Number of the page in the chunk.</param>
internal readonly record struct FreeRun(Chunk Chunk, int Page)
{
    /// <summary>Whether it lies below another one.</summary>
    public bool IsBelow(in FreeRun other) => Chunk == other.Chunk ? Page < other.Page : Chunk.Address < other.Chunk.Address;
}
