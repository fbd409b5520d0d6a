using System.Runtime.CompilerServices;
using AllocSim.Allocator.Glibc.Caches;
using AllocSim.Allocator.Glibc.Chunks;
using AllocSim.Allocator.Glibc.Contended;

namespace AllocSim.Allocator.Glibc.Arenas;

/// <content>Freeing and merging. (_int_free, malloc_consolidate)</content>
internal abstract partial class Arena
{
    private const ulong ConsolidationBytes = 64 << 10;

    /// <summary>Frees a chunk, into the cache of the calling thread where that has room.</summary>
    public void Free(ThreadCache? cache, ulong chunk)
    {
        ulong size = Memory.Size(chunk);
        if (!TryCache(cache, chunk) && !TryFreeFast(chunk, size))
        {
            FreeSlowly(chunk, size);
        }
    }

    /// <summary>Puts a chunk into a cache where that has room; the cache may be null.</summary>
    public bool TryCache(ThreadCache? cache, ulong chunk)
    {
        ulong memory = chunk + Chunk.HeaderBytes;
        if (cache is not null && Chunk.CacheClassOf(Memory.Size(chunk)) is var index && index < (ulong)cache.ClassCount)
        {
            Memory.ReadFirst(memory); // The mark of cached objects.
            if (cache.TryPut(index, memory))
            {
                Memory.TouchFirst(memory, 16);
                return true;
            }
        }

        return false;
    }

    /// <summary>Frees a chunk into a fast bin if it is small enough: that needs no lock.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFreeFast(ulong chunk, ulong size)
    {
        if (size > Parameters.FastChunkBytesMax)
        {
            return false;
        }

        FillFreed(chunk, size);
        InUseBytes -= size;
        HasFastChunks = true;
        ref ulong bin = ref _fastBins[Chunk.FastBinOf(size)];
        Memory.TouchFirst(chunk + Chunk.HeaderBytes, 8);
        Memory.Next(chunk) = bin;
        bin = chunk;
        return true;
    }

    /// <summary>Frees a chunk that neither the calling thread's cache nor a fast bin takes.</summary>
    public void FreeSlowly(ulong chunk, ulong size)
    {
        Charge(GlibcCost.ArenaFree);
        FillFreed(chunk, size);
        InUseBytes -= size;
        size = Merge(chunk, size);
        if (size >= ConsolidationBytes)
        {
            if (HasFastChunks)
            {
                Consolidate();
            }

            TrimAfterFree();
        }
    }

    /// <summary>Frees the chunks in all fast bins.</summary>
    public void Consolidate()
    {
        HasFastChunks = false;
        for (int index = 0; index < Chunk.FastBinCount; index++)
        {
            ulong chunk = _fastBins[index];
            _fastBins[index] = 0;
            while (chunk != 0)
            {
                ulong next = Memory.Next(chunk);
                Charge(GlibcCost.Consolidate);
                _ = Merge(chunk, Memory.Size(chunk));
                chunk = next;
            }
        }
    }

    /// <summary>Joins a chunk with free neighbours; it becomes an unsorted one, or part of the top.</summary>
    /// <returns>Bytes of what it became.</returns>
    private ulong Merge(ulong chunk, ulong size)
    {
        ref ChunkHeader header = ref Memory.Header(chunk);
        ulong behind = chunk + size;
        ref ChunkHeader end = ref Memory.Header(behind);
        if ((header.Head & Chunk.PreviousInUse) == 0)
        {
            ulong before = header.PreviousSize;
            Charge(GlibcCost.Merge);
            chunk -= before;
            size += before;
            header = ref Memory.Header(chunk);
            Memory.Unlink(chunk, before);
        }

        ulong behindSize = end.Size;
        if (behind == Top)
        {
            Charge(GlibcCost.Merge);
            size += behindSize;
            header.Head = size | Chunk.PreviousInUse;
            Top = chunk;
            return size;
        }

        ref ChunkHeader afterNext = ref Memory.Header(behind + behindSize);
        if ((afterNext.Head & Chunk.PreviousInUse) != 0)
        {
            end.Head &= ~Chunk.PreviousInUse;
        }
        else
        {
            Charge(GlibcCost.Merge);
            Memory.Unlink(behind, behindSize);
            size += behindSize;
            end = ref afterNext;
        }

        Memory.LinkFirst(Unsorted, chunk, size);
        header.Head = size | Chunk.PreviousInUse;
        end.PreviousSize = size;
        return size;
    }
}
