using System.Runtime.CompilerServices;
using AllocSim.Allocator.Classic.Sizes;

namespace AllocSim.Allocator.Classic.Chunks;

/// <summary>Finds the arenas' chunks by address, and keeps the headers of those given back for the next ones.</summary>
/// <remarks>The real library masks an address and reads the header there. The table begins at the top of the mappings, which grow down.</remarks>
internal sealed class ChunkTable
{
    private readonly ulong _last;
    private readonly int _shift;
    private readonly int _pages;
    private readonly Stack<Chunk> _spare = new();
    private Chunk?[] _chunks = new Chunk?[64];

    /// <summary>Makes an empty table.</summary>
    /// <param name="top">First address above all mappings.</param>
    /// <param name="geometry">The size of a chunk.</param>
    public ChunkTable(ulong top, Geometry geometry)
    {
        _last = geometry.ChunksOf(top) - 1; // Chunks lie on boundaries of their size, wherever the mappings begin.
        _shift = geometry.ChunkShift;
        _pages = (int)Math.Min(geometry.ChunkPages, int.MaxValue);
    }

    /// <summary>The chunks there are, by falling address.</summary>
    public IEnumerable<Chunk> All => _chunks.OfType<Chunk>();

    /// <summary>The arena's chunk that holds an address; null for a huge object, and for what is none of ours.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Chunk? Find(ulong address)
    {
        ulong index = (_last - address) >> _shift;
        Chunk?[] chunks = _chunks;
        return index < (ulong)chunks.Length ? chunks[index] : null;
    }

    /// <summary>An arena has a new chunk.</summary>
    public Chunk Add(ulong address)
    {
        ulong index = (_last - address) >> _shift;
        if (index >= (ulong)_chunks.Length)
        {
            Array.Resize(ref _chunks, (int)Math.Max(index + 1, (ulong)_chunks.Length * 2));
        }

        Chunk chunk = _spare.Count > 0 ? _spare.Pop() : new Chunk(_pages);
        chunk.Address = address;
        _chunks[index] = chunk;
        return chunk;
    }

    /// <summary>A chunk goes; nothing in it is in use.</summary>
    public void Remove(Chunk chunk)
    {
        _chunks[(_last - chunk.Address) >> _shift] = null;
        _spare.Push(chunk);
    }
}
