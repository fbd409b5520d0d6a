using AllocSim.Allocator.Glibc.Chunks;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Glibc.Sources;

/// <summary>Chunks with a mapping of their own, and what all arenas count of them.</summary>
internal sealed class MappedChunks(ChunkMemory memory, MallocParameters parameters)
{
    private const int ReadWrite = 3;
    private const ulong WordBytes = 8;

    private readonly SimMachine _machine = memory.Machine;
    private readonly ulong _pageBytes = (ulong)memory.Machine.PageSize;
    private readonly SortedDictionary<ulong, ulong> _chunks = [];

    /// <summary>How many there are. (n_mmaps)</summary>
    public int Count { get; private set; }

    /// <summary>Most there ever were. (max_n_mmaps)</summary>
    public int CountMax { get; private set; }

    /// <summary>Bytes in their mappings. (mmapped_mem)</summary>
    public ulong Bytes { get; private set; }

    /// <summary>Most bytes there ever were. (max_mmapped_mem)</summary>
    public ulong BytesMax { get; private set; }

    /// <summary>The mapped chunks, by address of their mapping; the library keeps no list of them, this one is for who looks on from outside.</summary>
    public IEnumerable<ulong> Chunks => _chunks.Select(each => each.Value);

    /// <summary>Whether a chunk of a size is to be mapped.</summary>
    public bool IsWanted(ulong size) => size >= parameters.MmapThreshold && Count < parameters.MmapCountMax;

    /// <summary>Maps a chunk, from the pool of huge pages first where that is asked for.</summary>
    /// <returns>Its object, or 0.</returns>
    public ulong Allocate(ulong size)
    {
        ulong pool = parameters.PoolPageBytes;
        if (pool > 0 && size >= pool && Chunk.AlignUp(size + WordBytes, pool) > size)
        {
            // The pool is empty: only that it was asked can be seen.
            _ = _machine.MmapHugePool(Chunk.AlignUp(size + WordBytes, pool), ReadWrite);
        }

        return AllocatePages(size);
    }

    /// <summary>Maps a chunk from ordinary pages.</summary>
    /// <returns>Its object, or 0.</returns>
    public ulong AllocatePages(ulong size)
    {
        ulong bytes = Chunk.AlignUp(size + WordBytes, _pageBytes);
        if (bytes <= size)
        {
            return 0;
        }

        ulong chunk = _machine.Mmap(0, bytes, ReadWrite);
        if (chunk == 0)
        {
            return 0;
        }

        AdviseHuge(chunk, bytes);
        SetHeader(chunk, 0, bytes);
        Count++;
        CountMax = Math.Max(CountMax, Count);
        AddBytes(bytes);
        return chunk + Chunk.HeaderBytes;
    }

    /// <summary>Frees a chunk; those of moderate size move the thresholds.</summary>
    public void Free(ulong chunk)
    {
        ulong head = memory.Head(chunk);
        if (!parameters.HasFixedThresholds && head > parameters.MmapThreshold && head <= DynamicMax)
        {
            parameters.MmapThreshold = head & ~Chunk.Flags;
            parameters.TrimThreshold = 2 * parameters.MmapThreshold;
        }

        Unmap(chunk);
    }

    /// <summary>Takes a chunk's mapping away.</summary>
    public void Unmap(ulong chunk)
    {
        ulong offset = memory.PreviousSize(chunk);
        ulong bytes = offset + memory.Size(chunk);
        Count--;
        Bytes -= bytes;
        _chunks.Remove(chunk - offset);
        _machine.Munmap(chunk - offset, bytes);
        memory.Forget(chunk - offset, bytes);
    }

    /// <summary>Resizes a chunk's mapping.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="size">Chunk size that is wanted.</param>
    /// <returns>Where the chunk is now; 0 when it stayed as it was.</returns>
    public ulong Resize(ulong chunk, ulong size)
    {
        ulong offset = memory.PreviousSize(chunk);
        ulong oldBytes = offset + memory.Size(chunk);
        ulong bytes = Chunk.AlignUp(size + offset + WordBytes, _pageBytes);
        if (bytes == oldBytes)
        {
            return chunk;
        }

        ulong mapping = _machine.Mremap(chunk - offset, oldBytes, bytes);
        if (mapping == 0)
        {
            return 0;
        }

        _chunks.Remove(chunk - offset);
        AdviseHuge(mapping, bytes);
        ulong moved = mapping + offset;
        SetHeader(moved, offset, bytes - offset);
        AddBytes(unchecked(bytes - oldBytes));
        return moved;
    }

    /// <summary>The chunk begins further on in its mapping, for alignment.</summary>
    public void SetHeader(ulong chunk, ulong offset, ulong size)
    {
        memory.SetFreshHeader(chunk, offset, size | Chunk.Mapped);
        _chunks[chunk - offset] = chunk;
    }

    /// <summary>Asks for transparent huge pages where that is wanted and the range holds one. (madvise_thp)</summary>
    public void AdviseHuge(ulong address, ulong bytes)
    {
        const int HugePage = 14;
        if (parameters.TransparentHugePageBytes == 0 || bytes < parameters.TransparentHugePageBytes)
        {
            return;
        }

        ulong start = Chunk.AlignDown(address, _pageBytes);
        _ = _machine.Madvise(start, bytes + (address - start), HugePage);
    }

    private static ulong DynamicMax => MallocParameters.DynamicThresholdMax;

    private void AddBytes(ulong bytes)
    {
        Bytes = unchecked(Bytes + bytes);
        BytesMax = Math.Max(BytesMax, Bytes);
    }
}
