using AllocSim.Allocator.Glibc.Caches;
using AllocSim.Allocator.Glibc.Chunks;
using AllocSim.Allocator.Glibc.Sources;

namespace AllocSim.Allocator.Glibc.Arenas;

/// <summary>An arena for threads beside the main one: its memory is in heaps, each a mapping that is opened piece by piece; its record lies in its first heap.</summary>
internal sealed class SubArena : Arena
{
    private const ulong FencepostBytes = Chunk.HeaderBytes;

    private readonly SubHeaps _heaps;

    /// <summary>Makes an arena in a heap of its own.</summary>
    public SubArena(ChunkMemory memory, MallocParameters parameters, MappedChunks mapped, SubHeaps heaps, SubHeap heap)
        : base(memory, parameters, mapped, heap.Base + SubHeap.RecordBytes, Chunk.OtherArena)
    {
        _heaps = heaps;
        heap.Arena = this;
        AttachedThreads = 1;
        SystemBytes = heap.Size;
        SystemBytesMax = heap.Size;
        Machine.Touch(heap.Base + SubHeap.RecordBytes, RecordBytes);
        Top = Chunk.AlignUp(heap.Base + SubHeap.RecordBytes + RecordBytes, Chunk.Alignment);
        memory.SetFreshHead(Top, (heap.End - Top) | Chunk.PreviousInUse);
    }

    /// <summary>Bytes that a heap needs beside what is asked for, to hold an arena's record.</summary>
    public static ulong HeapOverhead => SubHeap.RecordBytes + RecordBytes + Chunk.Alignment;

    /// <summary>The heap that holds the top.</summary>
    public SubHeap CurrentHeap => _heaps.Of(Top);

    /// <inheritdoc/>
    public override ulong UsedFromTop()
    {
        SubHeap heap = CurrentHeap;
        return Math.Max(TopSize, heap.Base + heap.OpenedBytes - Top);
    }

    /// <inheritdoc/>
    public override bool Trim(ulong pad) => DropFreePages();

    /// <inheritdoc/>
    protected override ulong GrowTop(ThreadCache? cache, ulong size, bool hasTriedMapping)
    {
        ulong oldSize = TopSize;
        SubHeap heap = CurrentHeap;
        ulong heapSize = heap.Size;
        ulong missing = unchecked(Chunk.MinBytes + size - oldSize);
        if ((long)missing > 0 && _heaps.TryGrow(heap, missing))
        {
            SystemBytes += heap.Size - heapSize;
            Memory.Head(Top) = (heap.End - Top) | Chunk.PreviousInUse;
            return 0;
        }

        SubHeap? another = _heaps.Make(unchecked(size + Chunk.MinBytes + SubHeap.RecordBytes), Parameters.TopPad);
        if (another is not null)
        {
            MoveTo(cache, another, heap, oldSize);
            return 0;
        }

        return hasTriedMapping ? 0 : Mapped.AllocatePages(size);
    }

    /// <summary>Unmaps heaps that hold nothing any more, then gives the end of the last one back. (heap_trim)</summary>
    protected override void TrimAfterFree()
    {
        ulong pad = Parameters.TopPad;
        SubHeap heap = CurrentHeap;
        while (Top == heap.Base + SubHeap.RecordBytes && TryLeave(ref heap, pad))
        {
        }

        ulong topSize = TopSize;
        if (topSize < Parameters.TrimThreshold)
        {
            return;
        }

        long area = (long)topSize - (long)Chunk.MinBytes - 1;
        if (area < 0 || (ulong)area <= pad)
        {
            return;
        }

        ulong extra = Chunk.AlignDown((ulong)area - pad, _heaps.PageBytes);
        if (extra == 0 || !_heaps.TryShrink(heap, extra))
        {
            return;
        }

        SystemBytes -= extra;
        Machine.Touch(Top + 8, 8);
        Memory.Head(Top) = (topSize - extra) | Chunk.PreviousInUse;
    }

    // The old top is closed off by two small chunks that stay in use, and freed.
    private void MoveTo(ThreadCache? cache, SubHeap heap, SubHeap old, ulong oldSize)
    {
        ulong oldTop = Top;
        heap.Arena = this;
        heap.Previous = old;
        SystemBytes += heap.Size;
        Top = heap.Base + SubHeap.RecordBytes;
        Memory.SetFreshHead(Top, (heap.Size - SubHeap.RecordBytes) | Chunk.PreviousInUse);
        oldSize = (oldSize - Chunk.MinBytes) & ~(Chunk.Alignment - 1);
        Memory.SetFreshHead(oldTop + oldSize + FencepostBytes, Chunk.PreviousInUse);
        if (oldSize >= Chunk.MinBytes)
        {
            Memory.SetFreshHead(oldTop + oldSize, FencepostBytes | Chunk.PreviousInUse);
            Memory.SetFoot(oldTop + oldSize, FencepostBytes);
            Memory.Head(oldTop) = oldSize | Chunk.PreviousInUse | Chunk.OtherArena;
            InUseBytes += oldSize;
            Free(cache, oldTop);
        }
        else
        {
            Memory.Head(oldTop) = (oldSize + FencepostBytes) | Chunk.PreviousInUse;
            Memory.SetFoot(oldTop, oldSize + FencepostBytes);
        }
    }

    /// <summary>The top begins where the heap does: the heap is unmapped, if the one before it has room enough at its end.</summary>
    private bool TryLeave(ref SubHeap heap, ulong pad)
    {
        SubHeap previous = heap.Previous!;
        ulong fencepost = previous.End - FencepostBytes;
        ulong chunk = fencepost - Memory.PreviousSize(fencepost);
        ulong size = Memory.Size(chunk) + FencepostBytes;
        bool isFreeBefore = (Memory.Head(chunk) & Chunk.PreviousInUse) == 0;
        if (isFreeBefore)
        {
            size += Memory.PreviousSize(chunk);
        }

        if (size + (_heaps.BytesMax - previous.Size) < pad + Chunk.MinBytes + _heaps.PageBytes)
        {
            return false;
        }

        SystemBytes -= heap.Size;
        _heaps.Delete(heap);
        heap = previous;
        if (isFreeBefore)
        {
            chunk -= Memory.PreviousSize(chunk);
            Memory.Unlink(chunk, Memory.Size(chunk));
        }

        Top = chunk;
        Memory.Head(chunk) = size | Chunk.PreviousInUse;
        return true;
    }
}
