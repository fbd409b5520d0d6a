using AllocSim.Allocator.Glibc.Arenas;
using AllocSim.Allocator.Glibc.Chunks;
using AllocSim.Allocator.Glibc.Sources;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Allocation.Views;

namespace AllocSim.Allocator.Glibc.Inspection;

/// <summary>Walks from chunk to chunk through all arenas, and lists the mapped ones.</summary>
internal sealed class ChunkRows(ChunkMemory memory, MappedChunks mapped, HashSet<ulong> cached)
{
    private readonly List<(ulong Chunk, TableCell[] Row)> _rows = [];
    private readonly HashSet<ulong> _fast = [];

    /// <summary>Appends a row for each chunk, by address.</summary>
    public void Read(IReadOnlyList<Arena> arenas, TableRows rows)
    {
        Each(arenas, Add);
        foreach ((ulong _, TableCell[] row) in _rows.OrderBy(each => each.Chunk))
        {
            rows.Add(row);
        }
    }

    /// <summary>Counts the chunks by their states, which takes much less than a row for each.</summary>
    public void Count(IReadOnlyList<Arena> arenas, ViewCounts counts)
        => Each(arenas, (chunk, state, _) => counts.Add(state, memory.Head(chunk) & ~Chunk.Flags));

    private void Each(IReadOnlyList<Arena> arenas, Action<ulong, string, int> found)
    {
        for (int i = 0; i < arenas.Count; i++)
        {
            ReadFastBins(arenas[i]);
            if (arenas[i] is SubArena sub)
            {
                for (SubHeap? heap = sub.CurrentHeap; heap is not null; heap = heap.Previous)
                {
                    Walk(found, sub, i, heap.Previous is null ? Chunk.AlignUp(heap.Base + SubHeap.RecordBytes + Arena.RecordBytes, Chunk.Alignment) : heap.Base + SubHeap.RecordBytes);
                }
            }
            else
            {
                foreach (ulong piece in ((MainArena)arenas[i]).Pieces)
                {
                    Walk(found, arenas[i], i, piece);
                }
            }
        }

        foreach (ulong chunk in mapped.Chunks)
        {
            found(chunk, "mapped", -1);
        }
    }

    private void ReadFastBins(Arena arena)
    {
        for (int index = 0; index < Chunk.FastBinCount; index++)
        {
            for (ulong chunk = arena.FastBin(index); chunk != 0; chunk = memory.Next(chunk))
            {
                _fast.Add(chunk);
            }
        }
    }

    // To the top, or to what closes a piece off.
    private void Walk(Action<ulong, string, int> found, Arena arena, int number, ulong chunk)
    {
        while (chunk != arena.Top)
        {
            ulong size = memory.Size(chunk);
            if (size < Chunk.MinBytes)
            {
                return;
            }

            found(chunk, !memory.IsInUse(chunk, size) ? "free" : _fast.Contains(chunk) ? "fast" : cached.Contains(chunk) ? "cached" : "used", number);
            chunk += size;
        }

        if (chunk != 0)
        {
            found(chunk, "top", number);
        }
    }

    private void Add(ulong chunk, string state, int arena)
    {
        ulong head = memory.Head(chunk);
        bool hasPrevious = state == "mapped" || (head & Chunk.PreviousInUse) == 0;
        _rows.Add((chunk, [
            ViewCells.Hex(chunk), head & ~Chunk.Flags, state, arena < 0 ? TableCell.Empty : arena, ViewCells.Hex(chunk + Chunk.HeaderBytes), ViewCells.Hex(head),
            ViewCells.Bit((head & Chunk.PreviousInUse) != 0), ViewCells.Bit((head & Chunk.Mapped) != 0), ViewCells.Bit((head & Chunk.OtherArena) != 0), hasPrevious ? memory.PreviousSize(chunk) : TableCell.Empty,
        ]));
    }
}
