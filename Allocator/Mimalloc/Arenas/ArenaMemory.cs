using AllocSim.Allocator.Mimalloc.Options;
using AllocSim.Allocator.Mimalloc.Os;
using AllocSim.Allocator.Mimalloc.Threads;

namespace AllocSim.Allocator.Mimalloc.Arenas;

/// <summary>Where segments come from: the arena, where one was reserved at the start and has room, otherwise the system.</summary>
/// <remarks>mimalloc 2.0.9, `src/arena.c`. A memory id of 0 is the system's; otherwise it is the block in the arena and 1.</remarks>
internal sealed class ArenaMemory(OsMemory os, MimallocOptions options)
{
    private const ulong SizeMin = Layout.SegmentBytes / 2;
    private const long GiantPagesMax = 128 * 1024;

    /// <summary>The arena; null for none. The library has room for 64, and options for one.</summary>
    public Arena? Arena { get; private set; }

    /// <summary>Takes what the options reserve, while the library loads.</summary>
    /// <param name="heap">The main thread's heap.</param>
    public void ReserveAtStart(ThreadHeap heap)
    {
        if (Math.Clamp(options.ReserveHugeOsPages, 0, GiantPagesMax) > 0)
        {
            _ = heap.NextRandom(); // Draws the place that the pages are asked for at.
            os.TryGiantPage();
        }

        if (options.ReserveOsMemory > 0)
        {
            Reserve(unchecked((ulong)options.ReserveOsMemory * Layout.KiB), heap);
        }
    }

    /// <summary>Memory for a segment.</summary>
    /// <param name="bytes">Length.</param>
    /// <param name="alignment">The boundary on which the byte at the offset lies.</param>
    /// <param name="alignOffset">The offset.</param>
    /// <param name="heap">The heap of the thread that asks.</param>
    /// <param name="memory">Takes in whether access is wanted and huge pages are allowed; gives back what was got.</param>
    /// <returns>The address; 0 for none to be had.</returns>
    public ulong Alloc(ulong bytes, ulong alignment, ulong alignOffset, ThreadHeap heap, ref SegmentMemory memory)
    {
        memory.MemoryId = 0;
        memory.IsZero = false;
        memory.IsPinned = false;
        if (Arena is not null && bytes >= SizeMin && alignment <= Layout.SegmentBytes && alignOffset == 0 && (memory.IsHuge || !Arena.IsHuge))
        {
            int block = Arena.Take(bytes, out bool isZero);
            if (block >= 0)
            {
                memory = new SegmentMemory { MemoryId = ((long)block << 8) | 1, IsZero = isZero, IsHuge = Arena.IsHuge, IsPinned = true, IsCommitted = true };
                return Arena.Start + ((ulong)block * Layout.SegmentBytes);
            }
        }

        if (options.LimitOsAlloc != 0)
        {
            return 0;
        }

        memory.IsZero = true;
        ulong address = os.AllocAlignedOffset(bytes, alignment, alignOffset, memory.IsCommitted, ref memory.IsHuge, heap);
        memory.IsPinned = address != 0 && memory.IsHuge;
        return address;
    }

    /// <summary>Gives the memory of a segment back.</summary>
    /// <param name="address">Where it begins.</param>
    /// <param name="bytes">Its length.</param>
    /// <param name="alignment">The boundary it was asked for with.</param>
    /// <param name="alignOffset">The offset it was asked for with.</param>
    /// <param name="memoryId">Where it is from.</param>
    /// <param name="wasCommitted">Whether its access is still to be taken off the counters.</param>
    public void Free(ulong address, ulong bytes, ulong alignment, ulong alignOffset, long memoryId, bool wasCommitted)
    {
        if (memoryId == 0)
        {
            os.FreeAligned(address, bytes, alignment, alignOffset, wasCommitted);
        }
        else
        {
            Arena!.Give((int)(memoryId >> 8), bytes);
        }
    }

    private void Reserve(ulong bytes, ThreadHeap heap)
    {
        bytes = Layout.Up(bytes, Layout.SegmentBytes);
        bool isHuge = true;
        ulong start = bytes == 0 ? 0 : os.AllocAligned(bytes, Layout.SegmentBytes, isCommitted: true, ref isHuge, heap);
        if (start == 0)
        {
            return;
        }

        ulong record = os.Alloc(Arenas.Arena.RecordBytes(bytes), heap);
        if (record == 0)
        {
            os.Free(start, bytes, wasCommitted: true);
            return;
        }

        Arena = new Arena(os.Machine, record, start, bytes, isHuge);
    }
}
