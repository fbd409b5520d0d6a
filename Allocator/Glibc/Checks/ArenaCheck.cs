using AllocSim.Allocator.Glibc.Arenas;
using AllocSim.Allocator.Glibc.Chunks;
using AllocSim.Allocator.Glibc.Sources;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Machine.Pages;

namespace AllocSim.Allocator.Glibc.Checks;

/// <summary>Holds an arena's lists against its memory: every chunk is walked over, and is what the lists say of it.</summary>
internal sealed class ArenaCheck(Arena arena, ChunkMemory memory, IReadOnlyDictionary<ulong, ulong> cached)
{
    private readonly Dictionary<ulong, ulong> _free = [];
    private readonly Dictionary<ulong, ulong> _fast = [];
    private ulong _inUse;
    private int _freeSeen;
    private int _fastSeen;

    /// <summary>Objects of caches that lie in this arena.</summary>
    public int CachedSeen { get; private set; }

    /// <summary>Checks the arena.</summary>
    /// <exception cref="InvariantException">Something is not as it must be.</exception>
    public void Run()
    {
        ReadBins();
        ReadFastBins();
        if (arena is SubArena sub)
        {
            WalkHeaps(sub);
        }
        else
        {
            WalkPieces((MainArena)arena);
        }

        Ensure(_freeSeen == _free.Count, $"{_free.Count} chunks in bins, of which memory holds {_freeSeen}", arena.Top);
        Ensure(_fastSeen == _fast.Count, $"{_fast.Count} chunks in fast bins, of which memory holds {_fastSeen}", arena.Top);
        Ensure(_inUse == arena.InUseBytes, $"{arena.InUseBytes} bytes counted in use, {_inUse} found", arena.Top);
    }

    private void ReadBins()
    {
        for (int index = 1; index < Chunk.BinCount; index++)
        {
            ulong bin = arena.BinAt(index);
            ulong before = bin;
            ulong last = ulong.MaxValue;
            for (ulong chunk = memory.Next(bin); chunk != bin; chunk = memory.Next(chunk))
            {
                ulong size = memory.Size(chunk);
                Ensure(memory.Previous(chunk) == before, $"bin {index}: the links of 0x{before:x} and of this chunk differ", chunk);
                Ensure(index == Chunk.UnsortedBin || (Chunk.BinOf(size) == index && arena.IsMarked(index)), $"bin {index} holds a chunk of {size} bytes, or is not marked", chunk);
                Ensure(index == Chunk.UnsortedBin || size <= last, $"bin {index}: sizes do not descend", chunk);
                Ensure(memory.PreviousSize(chunk + size) == size, "the boundary tag differs from the size", chunk);
                Ensure(_free.TryAdd(chunk, size), $"bin {index}: a chunk is in a list twice", chunk);
                CheckSizeLinks(index, chunk, size, last);
                before = chunk;
                last = size;
            }

            Ensure(memory.Previous(bin) == before, $"bin {index}: its last chunk is not the end of the list", before);
        }
    }

    private void CheckSizeLinks(int index, ulong chunk, ulong size, ulong sizeBefore)
    {
        if (Chunk.IsSmall(size))
        {
            return;
        }

        bool isFirst = index != Chunk.UnsortedBin && size != sizeBefore;
        ulong smaller = memory.NextSize(chunk);
        Ensure((smaller != 0) == isFirst, "links by size are not where the first chunk of a size is", chunk);
        Ensure(!isFirst || (memory.PreviousOfSize(smaller) == chunk && memory.NextSize(memory.PreviousOfSize(chunk)) == chunk), "links by size differ", chunk);
    }

    private void ReadFastBins()
    {
        for (int index = 0; index < Chunk.FastBinCount; index++)
        {
            for (ulong chunk = arena.FastBin(index); chunk != 0; chunk = memory.Next(chunk))
            {
                ulong size = memory.Size(chunk);
                Ensure(Chunk.FastBinOf(size) == index, $"fast bin {index} holds a chunk of {size} bytes", chunk);
                Ensure(_fast.TryAdd(chunk, size), $"fast bin {index}: a chunk is in it twice", chunk);
            }
        }
    }

    private void WalkHeaps(SubArena sub)
    {
        ulong bytes = 0;
        for (SubHeap? heap = sub.CurrentHeap; heap is not null; heap = heap.Previous)
        {
            Ensure(heap.Arena == sub, "a heap names another arena", heap.Base);
            Ensure(heap.Size <= heap.OpenedBytes, $"{heap.Size} bytes are in use, {heap.OpenedBytes} open", heap.Base);
            bytes += heap.Size;
            ulong first = heap.Previous is null
                ? Chunk.AlignUp(heap.Base + SubHeap.RecordBytes + Arena.RecordBytes, Chunk.Alignment)
                : heap.Base + SubHeap.RecordBytes;
            Walk(first, heap.End, Chunk.OtherArena);
        }

        Ensure(bytes == sub.SystemBytes, $"{sub.SystemBytes} bytes from the system, heaps have {bytes}", sub.Top);
    }

    private void WalkPieces(MainArena main)
    {
        foreach (ulong piece in main.Pieces)
        {
            Walk(piece, 0, 0);
        }

        if (main.IsContiguous && main.Top != 0)
        {
            ulong end = main.Top + main.TopSize;
            Ensure(main.FirstAddress + main.SystemBytes == end && end == memory.Machine.Addresses.Break, $"{main.SystemBytes} bytes from the system; the top ends elsewhere", end);
        }
    }

    /// <summary>Walks from chunk to chunk, to the top or to what closes a piece off.</summary>
    private void Walk(ulong chunk, ulong end, ulong flag)
    {
        bool isBeforeFree = false;
        while (true)
        {
            ulong head = memory.Head(chunk);
            ulong size = head & ~Chunk.Flags;
            Ensure(memory.Machine.Pages.StateAt(chunk + 8) == PageState.Resident, "a size lies on a page without memory", chunk);
            Ensure(((head & Chunk.PreviousInUse) == 0) == isBeforeFree, "the flag of the chunk before is wrong", chunk);
            if (chunk == arena.Top)
            {
                Ensure(end == 0 || chunk + size == end, "the top does not end where its heap does", chunk);
                return;
            }

            if (size < Chunk.MinBytes)
            {
                return;
            }

            isBeforeFree = !memory.IsInUse(chunk, size);
            Visit(chunk, head, isBeforeFree, flag);
            chunk += size;
        }
    }

    private void Visit(ulong chunk, ulong head, bool isFree, ulong flag)
    {
        ulong size = head & ~Chunk.Flags;
        if (isFree)
        {
            Ensure(_free.GetValueOrDefault(chunk) == size, $"a free chunk of {size} bytes is in no bin", chunk);
            _freeSeen++;
            return;
        }

        if (_fast.TryGetValue(chunk, out ulong fast))
        {
            Ensure(fast == size, $"a chunk in a fast bin has {size} bytes", chunk);
            _fastSeen++;
            return;
        }

        // What closes off a heap of which nothing else was left is in use without the flag.
        bool isClosing = flag != 0 && (head & Chunk.OtherArena) == 0;
        Ensure(!isClosing || size < Chunk.MinBytes + Chunk.HeaderBytes, "a chunk in use lacks the flag of its arena", chunk);
        Ensure(flag != 0 || (head & Chunk.OtherArena) == 0, "a chunk of the main arena has the flag of another", chunk);
        _inUse += isClosing ? 0 : size;
        if (cached.TryGetValue(chunk, out ulong cachedSize))
        {
            Ensure(cachedSize == size, $"a cached chunk of {size} bytes is in the class of {cachedSize}", chunk);
            CachedSeen++;
        }
    }

    private static void Ensure(bool isTrue, string complaint, ulong address)
    {
        if (!isTrue)
        {
            throw new InvariantException($"glibc at 0x{address:x}: {complaint}");
        }
    }
}
