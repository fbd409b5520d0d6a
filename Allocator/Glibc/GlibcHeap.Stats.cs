using System.Numerics;
using AllocSim.Allocator.Glibc.Arenas;
using AllocSim.Allocator.Glibc.Caches;
using AllocSim.Allocator.Glibc.Chunks;
using AllocSim.Allocator.Glibc.Sources;
using AllocSim.Allocator.Glibc.Stats;
using AllocSim.Simulator.Allocation;

namespace AllocSim.Allocator.Glibc;

/// <content>What the library says of itself, and totals.</content>
public sealed partial class GlibcHeap
{
    /// <summary>Writes the text of malloc_info, then the fields of mallinfo2, one a line.</summary>
    public void WriteStats(int thread, TextWriter output)
    {
        MallocThread state = StateOf(thread);
        Initialise(state);
        LockEachArena(state);
        new MallocInfoText(_arenas, _memory, _mapped).Write(output);
    }

    /// <summary>Fills in the totals. Allocated are whole chunks, headers included; retained is the part of heaps that is not in use; glibc makes no guess at what is resident.</summary>
    public void ReadTotals(ref HeapTotals totals)
    {
        totals.MappedBytes = totals.AllocatedBytes = totals.MetadataBytes = totals.RetainedBytes = 0;
        ulong tops = 0;
        ulong free = 0;
        Arena arena = _arenas.Main;
        do
        {
            totals.MappedBytes += arena.SystemBytes;
            totals.AllocatedBytes += arena.InUseBytes;
            tops += arena.TopSize;
            if (arena is SubArena sub)
            {
                totals.MetadataBytes += Arena.RecordBytes;
                for (SubHeap? heap = sub.CurrentHeap; heap is not null; heap = heap.Previous)
                {
                    totals.MetadataBytes += SubHeap.RecordBytes;
                    totals.RetainedBytes += _arenas.Heaps.BytesMax - heap.Size;
                }
            }

            arena = arena.Next;
        }
        while (arena != _arenas.Main);

        ThreadCache?[] caches = _caches;
        for (int thread = 0; thread < _threadEnd; thread++)
        {
            if (caches[thread] is { } cache)
            {
                ulong record = _memory.Size(cache.Record - Chunk.HeaderBytes);
                totals.MetadataBytes += record;
                totals.AllocatedBytes -= (_memory.Head(cache.Record - Chunk.HeaderBytes) & Chunk.Mapped) == 0 ? record : 0;
                free += cache.Bytes;
            }
        }

        totals.AllocatedBytes = totals.AllocatedBytes - free + _mapped.Bytes;
        totals.MappedBytes += _mapped.Bytes;
        totals.ActiveBytes = totals.MappedBytes - tops;
        totals.ResidentBytes = totals.MappedBytes;
        totals.Own[0] = (totals.MappedBytes - totals.AllocatedBytes - totals.MetadataBytes) >> BitOperations.TrailingZeroCount(_machine.PageSize);
    }

    // malloc_info, and then mallinfo2.
    private void LockEachArena(MallocThread state)
    {
        const int Calls = 2;
        for (int call = 0; call < Calls; call++)
        {
            Arena arena = _arenas.Main;
            do
            {
                ArenaSet.Lock(state, arena);
                ArenaSet.Unlock(state, arena);
                arena = arena.Next;
            }
            while (arena != _arenas.Main);
        }
    }
}
