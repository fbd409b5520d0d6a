using AllocSim.Allocator.Glibc.Caches;
using AllocSim.Allocator.Glibc.Chunks;

namespace AllocSim.Allocator.Glibc.Arenas;

/// <content>realloc and memalign. (_int_realloc, _int_memalign)</content>
internal abstract partial class Arena
{
    /// <summary>Resizes a chunk: in place, into what is free behind it, or by moving it.</summary>
    /// <param name="cache">The cache of the calling thread.</param>
    /// <param name="chunk">The chunk.</param>
    /// <param name="size">Chunk size that is wanted.</param>
    /// <returns>The object, or 0.</returns>
    public ulong Resize(ThreadCache? cache, ulong chunk, ulong size)
    {
        ulong oldSize = Memory.Size(chunk);
        ulong newSize = oldSize;
        if (oldSize < size)
        {
            ulong behind = chunk + oldSize;
            ulong behindSize = Memory.Size(behind);
            newSize = oldSize + behindSize;
            if (behind == Top)
            {
                if (newSize >= size + Chunk.MinBytes)
                {
                    InUseBytes += size - oldSize;
                    Memory.SetSize(chunk, size);
                    Top = chunk + size;
                    Memory.SetRestHead(chunk, Top, (newSize - size) | Chunk.PreviousInUse);
                    return chunk + Chunk.HeaderBytes;
                }

                newSize = 0;
            }
            else if (newSize >= size && !Memory.IsInUse(behind, behindSize))
            {
                InUseBytes += behindSize;
                Memory.Unlink(behind, behindSize);
            }
            else
            {
                newSize = 0;
            }

            if (newSize == 0)
            {
                ulong moved = Allocate(cache, size - (Chunk.Alignment - 1));
                if (moved - Chunk.HeaderBytes != behind || moved == 0)
                {
                    return moved == 0 ? 0 : Move(cache, chunk, oldSize, moved);
                }

                newSize = oldSize + Memory.Size(behind);
            }
        }

        GiveBackEnd(cache, chunk, newSize, size);
        return chunk + Chunk.HeaderBytes;
    }

    /// <summary>Allocates an object at a multiple of a power of two above 16.</summary>
    /// <returns>The object, or 0.</returns>
    public ulong AllocateAligned(ThreadCache? cache, ulong alignment, ulong bytes)
    {
        if (bytes > Chunk.RequestBytesMax || alignment > Chunk.RequestBytesMax)
        {
            return 0;
        }

        ulong size = Chunk.SizeFor(bytes);
        ulong memory = Allocate(cache, size + alignment + Chunk.MinBytes);
        return memory == 0 ? 0 : Align(cache, memory, alignment, size);
    }

    /// <summary>Finds the aligned place in an object that is large enough to hold one anywhere; the rest goes back.</summary>
    /// <param name="cache">The cache of the calling thread.</param>
    /// <param name="memory">The object, of this arena or with a mapping of its own.</param>
    /// <param name="alignment">A power of two above 16.</param>
    /// <param name="size">Chunk size that is wanted.</param>
    /// <returns>The object there.</returns>
    public ulong Align(ThreadCache? cache, ulong memory, ulong alignment, ulong size)
    {
        ulong chunk = memory - Chunk.HeaderBytes;
        bool isMapped = (Memory.Head(chunk) & Chunk.Mapped) != 0;
        if ((memory & (alignment - 1)) != 0)
        {
            chunk = MoveUp(cache, chunk, Chunk.AlignUp(memory, alignment) - Chunk.HeaderBytes, alignment, isMapped);
        }

        if (!isMapped)
        {
            ulong chunkSize = Memory.Size(chunk);
            if (chunkSize > size + Chunk.MinBytes)
            {
                ulong rest = chunk + size;
                Memory.SetRestHead(chunk, rest, (chunkSize - size) | Chunk.PreviousInUse | _flag);
                Memory.SetSize(chunk, size);
                Free(cache, rest);
            }
        }

        return chunk + Chunk.HeaderBytes;
    }

    private ulong Move(ThreadCache? cache, ulong chunk, ulong oldSize, ulong moved)
    {
        ulong usable = oldSize - Chunk.OverheadBytes;
        Machine.Read(chunk + Chunk.HeaderBytes, usable);
        Machine.Touch(moved, usable);
        Free(cache, chunk);
        return moved;
    }

    // What is more than the request goes back, if it makes a chunk.
    private void GiveBackEnd(ThreadCache? cache, ulong chunk, ulong chunkSize, ulong size)
    {
        ulong restSize = chunkSize - size;
        if (restSize < Chunk.MinBytes)
        {
            Memory.SetSize(chunk, chunkSize);
            Memory.MarkInUse(chunk, chunkSize);
            return;
        }

        ulong rest = chunk + size;
        Memory.SetSize(chunk, size);
        Memory.SetRestHead(chunk, rest, restSize | Chunk.PreviousInUse | _flag);
        Memory.MarkInUse(rest, restSize);
        Free(cache, rest);
    }

    // The chunk begins at an aligned place; what is before it goes back, so it must make a chunk.
    private ulong MoveUp(ThreadCache? cache, ulong chunk, ulong aligned, ulong alignment, bool isMapped)
    {
        if (aligned - chunk < Chunk.MinBytes)
        {
            aligned += alignment;
        }

        ulong lead = aligned - chunk;
        ulong rest = Memory.Size(chunk) - lead;
        if (isMapped)
        {
            Mapped.SetHeader(aligned, Memory.PreviousSize(chunk) + lead, rest);
            return aligned;
        }

        Memory.SetFreshHead(aligned, rest | Chunk.PreviousInUse | _flag);
        Memory.MarkInUse(aligned, rest);
        Memory.SetSize(chunk, lead);
        Free(cache, chunk);
        return aligned;
    }
}
