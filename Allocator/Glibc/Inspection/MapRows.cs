using AllocSim.Allocator.Glibc.Arenas;
using AllocSim.Allocator.Glibc.Chunks;
using AllocSim.Allocator.Glibc.Sources;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Allocation.Views;

namespace AllocSim.Allocator.Glibc.Inspection;

/// <summary>Lists the stretches of memory that chunks lie in, and whose they are: what the library finds out from two bits of a chunk's size word and, for a thread's arena, from the 64 MiB around it.</summary>
internal sealed class MapRows(ChunkMemory memory, MappedChunks mapped)
{
    private readonly List<(ulong Start, TableCell[] Row)> _rows = [];

    /// <summary>Appends a row for each stretch, by address.</summary>
    public void Read(IReadOnlyList<Arena> arenas, TableRows rows)
    {
        for (int i = 0; i < arenas.Count; i++)
        {
            if (arenas[i] is SubArena sub)
            {
                for (SubHeap? heap = sub.CurrentHeap; heap is not null; heap = heap.Previous)
                {
                    ulong first = heap.Previous is null ? Chunk.AlignUp(heap.Base + SubHeap.RecordBytes + Arena.RecordBytes, Chunk.Alignment) : heap.Base + SubHeap.RecordBytes;
                    Add(heap.Base, heap.Size, "heap", i, first, Walk(sub, first).Chunks);
                }
            }
            else
            {
                foreach (ulong piece in ((MainArena)arenas[i]).Pieces)
                {
                    (ulong end, long chunks) = Walk(arenas[i], piece);
                    Add(piece, end - piece, "main", i, piece, chunks);
                }
            }
        }

        foreach (ulong chunk in mapped.Chunks)
        {
            ulong before = memory.PreviousSize(chunk);
            Add(chunk - before, before + memory.Size(chunk), "mapped", TableCell.Empty, chunk, 1);
        }

        foreach ((ulong _, TableCell[] row) in _rows.OrderBy(each => each.Start))
        {
            rows.Add(row);
        }
    }

    /// <summary>Appends the stretches of each arena.</summary>
    public void ReadOwners(ArenaSet arenas, ICollection<OwnedRange> ranges)
    {
        int number = 0;
        Arena arena = arenas.Main;
        do
        {
            for (SubHeap? heap = (arena as SubArena)?.CurrentHeap; heap is not null; heap = heap.Previous)
            {
                ranges.Add(new OwnedRange(heap.Base, heap.Size, number));
            }

            foreach (ulong piece in (arena as MainArena)?.Pieces ?? [])
            {
                // The last piece ends with the top; of one before it only its chunks tell.
                bool holdsTop = piece == ((MainArena)arena).Pieces[^1] && arena.Top >= piece;
                ranges.Add(new OwnedRange(piece, (holdsTop ? arena.Top + arena.TopSize : Walk(arena, piece).End) - piece, number));
            }

            number++;
            arena = arena.Next;
        }
        while (arena != arenas.Main);
    }

    // To the top's end, or behind the two small chunks that close a piece off.
    private (ulong End, long Chunks) Walk(Arena arena, ulong chunk)
    {
        long chunks = 0;
        while (chunk != arena.Top)
        {
            ulong size = memory.Size(chunk);
            if (size < Chunk.MinBytes)
            {
                return (chunk + (2 * Chunk.HeaderBytes), chunks);
            }

            chunk += size;
            chunks++;
        }

        return (arena.Top + arena.TopSize, chunks + 1);
    }

    private void Add(ulong start, ulong bytes, string kind, TableCell arena, ulong first, long chunks)
        => _rows.Add((start, [ViewCells.Hex(start), bytes, kind, arena, ViewCells.Hex(first), chunks]));
}
