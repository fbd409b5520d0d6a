using System.Numerics;
using AllocSim.Allocator.Glibc.Chunks;
using AllocSim.Allocator.Glibc.Contended;

namespace AllocSim.Allocator.Glibc.Arenas;

/// <content>Bins: how a chunk finds its place in one, and which one serves a request best.</content>
internal abstract partial class Arena
{
    private void PutIntoBin(ulong chunk, ulong size)
    {
        Charge(GlibcCost.Sort);
        int index = Chunk.BinOf(size);
        ulong previous = BinAt(index);
        ulong next = Memory.Next(previous);
        if (!Chunk.IsSmall(size))
        {
            if (next == previous)
            {
                Memory.NextSize(chunk) = chunk;
                Memory.PreviousOfSize(chunk) = chunk;
            }
            else
            {
                next = PlaceBySize(previous, chunk, size);
                previous = Memory.Previous(next);
            }
        }

        Mark(index);
        ref ChunkLinks links = ref Memory.Links(chunk);
        links.Previous = previous;
        links.Next = next;
        Memory.Previous(next) = chunk;
        Memory.Next(previous) = chunk;
    }

    /// <summary>Finds the place of a chunk in a large bin, sizes descending, and links it into the order of sizes when it is the first of its size.</summary>
    /// <returns>The chunk before which it goes.</returns>
    private ulong PlaceBySize(ulong bin, ulong chunk, ulong size)
    {
        ulong head = size | Chunk.PreviousInUse;
        ulong first = Memory.Next(bin);
        if (head < Memory.Head(Memory.Previous(bin)))
        {
            ulong smallest = Memory.PreviousOfSize(first);
            Memory.NextSize(chunk) = first;
            Memory.PreviousOfSize(chunk) = smallest;
            Memory.PreviousOfSize(first) = chunk;
            Memory.NextSize(smallest) = chunk;
            return bin;
        }

        ulong at = first;
        while (head < Memory.Head(at))
        {
            Charge(GlibcCost.BinLook);
            at = Memory.NextSize(at);
        }

        if (head == Memory.Head(at))
        {
            return Memory.Next(at); // Second of its size, so that the order of sizes need not change.
        }

        ulong larger = Memory.PreviousOfSize(at);
        Memory.NextSize(chunk) = at;
        Memory.PreviousOfSize(chunk) = larger;
        Memory.PreviousOfSize(at) = chunk;
        Memory.NextSize(larger) = chunk;
        return at;
    }

    /// <summary>The smallest chunk of the request's own large bin that holds it.</summary>
    private ulong TakeFromLargeBin(ulong size)
    {
        ulong bin = BinAt(Chunk.LargeBinOf(size));
        ulong chunk = Memory.Next(bin);
        if (chunk == bin || Memory.Head(chunk) < size)
        {
            return 0;
        }

        chunk = Memory.PreviousOfSize(chunk);
        Charge(GlibcCost.BinLook);
        ulong chunkSize;
        while ((chunkSize = Memory.Size(chunk)) < size)
        {
            Charge(GlibcCost.BinLook);
            chunk = Memory.PreviousOfSize(chunk);
        }

        // Of several of a size not the first one, which the order of sizes goes through.
        if (chunk != Memory.Previous(bin) && Memory.Head(chunk) == Memory.Head(Memory.Next(chunk)))
        {
            chunk = Memory.Next(chunk);
        }

        Memory.Unlink(chunk, chunkSize);
        _ = CutFree(chunk, chunkSize, size);
        return chunk;
    }

    /// <summary>The last chunk of the next bin above the request's that holds any.</summary>
    private ulong TakeFromLargerBin(ulong size)
    {
        int index = Chunk.BinOf(size) + 1;
        int block = index / BinMapBits;
        uint map = _binMap[block] & (uint.MaxValue << (index % BinMapBits));
        while (true)
        {
            while (map == 0)
            {
                if (++block >= _binMap.Length)
                {
                    return 0;
                }

                map = _binMap[block];
            }

            ulong bin = BinAt((block * BinMapBits) + BitOperations.TrailingZeroCount(map));
            ulong chunk = Memory.Previous(bin);
            if (chunk != bin)
            {
                Charge(GlibcCost.BinLook);
                ulong chunkSize = Memory.Size(chunk);
                Memory.Unlink(chunk, chunkSize);
                ulong rest = CutFree(chunk, chunkSize, size);
                if (rest != 0 && Chunk.IsSmall(size))
                {
                    _lastRemainder = rest;
                }

                return chunk;
            }

            uint bit = map & (0 - map);
            _binMap[block] &= ~bit;
            map &= ~bit;
        }
    }

    /// <summary>Uses a free chunk that is in no list; what it has beyond the request, if that makes a chunk, becomes an unsorted one.</summary>
    /// <returns>The rest, or 0.</returns>
    private ulong CutFree(ulong chunk, ulong chunkSize, ulong size)
    {
        ulong restSize = chunkSize - size;
        if (restSize < Chunk.MinBytes)
        {
            InUseBytes += chunkSize;
            Memory.MarkInUse(chunk, chunkSize);
            Memory.Head(chunk) |= _flag;
            return 0;
        }

        Charge(GlibcCost.Split);
        ulong rest = chunk + size;
        InUseBytes += size;
        Memory.SetRestHead(chunk, rest, restSize | Chunk.PreviousInUse);
        Memory.LinkFirst(Unsorted, rest, restSize);
        Memory.Head(chunk) = size | Chunk.PreviousInUse | _flag;
        Memory.SetFoot(rest, restSize);
        return rest;
    }
}
