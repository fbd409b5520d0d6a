using AllocSim.Allocator.Classic.Arenas;
using AllocSim.Allocator.Classic.Chunks;
using AllocSim.Allocator.Classic.Huge;
using AllocSim.Simulator.Allocation;

namespace AllocSim.Allocator.Classic.Checks;

/// <summary>Checks a heap's records against each other and against the machine. Reads only.</summary>
internal sealed class HeapAudit(ClassicHeap heap)
{
    /// <summary>Runs all checks.</summary>
    /// <exception cref="InvariantException">Two records contradict each other.</exception>
    public void Run()
    {
        ILookup<Arena, Chunk> chunks = heap.Parts.Table.All.ToLookup(chunk => chunk.Arena);
        foreach (Arena arena in heap.Arenas.All)
        {
            new ArenaAudit(heap.Parts, arena, [.. chunks[arena]]).Run();
        }

        new CacheAudit(heap).Run();
        CheckHuge();
        CheckSmallBytes();
        CheckChunkCount();
    }

    private void CheckHuge()
    {
        ulong bytes = 0;
        ulong count = 0;
        ulong end = 0;
        foreach ((ulong address, HugeRecord record) in heap.Huge.ByAddress)
        {
            if ((address & heap.Parts.Geometry.ChunkMask) != 0 || (record.Bytes & heap.Parts.Geometry.ChunkMask) != 0 || address < end || heap.Parts.Table.Find(address) is not null)
            {
                throw new InvariantException($"the huge object at 0x{address:x} of {record.Bytes} bytes is not whole chunks of its own; the one below ends at 0x{end:x}");
            }

            bytes += record.Bytes;
            count++;
            end = address + record.Bytes;
        }

        if (bytes != heap.Huge.Bytes || count != heap.Huge.Mallocs - heap.Huge.Dallocs)
        {
            throw new InvariantException($"there are {count} huge objects of {bytes} bytes, but {heap.Huge.Mallocs} were made, {heap.Huge.Dallocs} freed, and {heap.Huge.Bytes} bytes are counted");
        }
    }

    private void CheckSmallBytes()
    {
        ulong bytes = heap.Arenas.All.Aggregate(0UL, (sum, arena) => sum + arena.Bins.Aggregate(0UL, (inArena, bin) => inArena + bin.AllocatedBytes));
        ulong counted = heap.Arenas.All.Aggregate(heap.DirectBytes, (sum, arena) => unchecked(sum + arena.BinSums.AllocatedBytes));
        if (bytes != counted)
        {
            throw new InvariantException($"{counted} bytes in small regions are counted, but bins have {bytes}");
        }
    }

    // Places that pages moved away from stay counted, as they do in the library.
    private void CheckChunkCount()
    {
        ulong bytes = heap.Parts.Base.MappedBytes + heap.Huge.Bytes + heap.Huge.LeftBytes + (heap.Parts.Geometry.ChunkBytes * (ulong)heap.Parts.Table.All.Count());
        if (heap.Arenas.IsReady && heap.Arenas.BootCount == 1 && heap.Parts.Source.Current != bytes >> heap.Parts.Geometry.ChunkShift)
        {
            throw new InvariantException($"{heap.Parts.Source.Current} chunks are counted, but base, huge objects and arenas have {bytes >> heap.Parts.Geometry.ChunkShift}");
        }
    }
}
