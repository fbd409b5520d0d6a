using System.Globalization;
using AllocSim.Allocator.Glibc.Arenas;
using AllocSim.Allocator.Glibc.Caches;
using AllocSim.Allocator.Glibc.Chunks;
using AllocSim.Allocator.Glibc.Sources;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Allocation.Views;

namespace AllocSim.Allocator.Glibc.Inspection;

/// <summary>What a debugger shows of glibc's malloc: chunks with their header bits, bins, caches, arenas and their heaps.</summary>
internal sealed class GlibcViews(ChunkMemory memory, ArenaSet arenas, MappedChunks mapped, IReadOnlyList<MallocThread?> threads, IReadOnlyList<ThreadCache?> caches)
{
    private static readonly ViewFilter OfArena = new("arena", "arena");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ViewDeclaration> All { get; } =
    [
        new("chunks", "a chunk, with the bits of its size word", ViewCells.Columns("chunk size state arena memory head prev_inuse is_mmapped non_main_arena prev_size"))
        {
            Aliases = ["heap"], Filters = [OfArena, new("class", "size"), new("state", "state", "used", "cached", "fast", "free", "top", "mapped")],
            AddressColumn = "chunk", BytesColumn = "size", RecordColumn = "chunk", SummaryColumn = "state", OwnsAddresses = true,
        },
        new("heaps", "a heap of an arena that is not the main one", ViewCells.Columns("heap size opened arena")) { Filters = [OfArena], AddressColumn = "heap", BytesColumn = "size", RecordColumn = "heap", OwnsAddresses = true },
        new("map", "a stretch of memory that chunks lie in, and whose it is: two bits of a chunk's size word tell", ViewCells.Columns("address bytes kind arena first_chunk chunks"))
        {
            Filters = [OfArena, new("state", "kind", "main", "heap", "mapped")], AddressColumn = "address", BytesColumn = "bytes",
        },
        new("arenas", "an arena", ViewCells.Columns("arena kind top top_size system_mem max_system_mem attached_threads last_remainder")) { Filters = [new("arena", "arena"), new("state", "kind", "main", "thread")] },
        new("bins", "a bin that holds chunks", ViewCells.Columns("arena bin kind chunks bytes first")) { Filters = [OfArena, new("state", "kind", "fast", "unsorted", "small", "large")] },
        new("caches", "a class of a thread's cache that holds objects, the next one to be handed out first", ViewCells.Columns("thread class size count objects")) { Filters = [new("class", "size")] },
        new("threads", "a thread that has called", ViewCells.Columns("thread arena cache")) { Filters = [OfArena] },
    ];

    /// <summary>Appends the rows of a view.</summary>
    public void Read(string view, TableRows rows)
    {
        switch (view)
        {
            case "chunks":
                new ChunkRows(memory, mapped, CachedChunks()).Read([.. Ring()], rows);
                break;
            case "map":
                new MapRows(memory, mapped).Read([.. Ring()], rows);
                break;
            case "heaps":
                AddHeaps(rows);
                break;
            case "arenas":
                AddArenas(rows);
                break;
            case "bins":
                AddBins(rows);
                break;
            case "caches":
                AddCaches(rows);
                break;
            default:
                AddThreads(rows);
                break;
        }
    }

    /// <summary>Counts the chunks by their states.</summary>
    /// <returns>False: another view was asked for.</returns>
    public bool TryCount(string view, ViewCounts counts)
    {
        if (view != "chunks")
        {
            return false;
        }

        new ChunkRows(memory, mapped, CachedChunks()).Count([.. Ring()], counts);
        return true;
    }

    private IEnumerable<Arena> Ring()
    {
        Arena arena = arenas.Main;
        do
        {
            yield return arena;
            arena = arena.Next;
        }
        while (arena != arenas.Main);
    }

    private HashSet<ulong> CachedChunks()
    {
        HashSet<ulong> chunks = [];
        foreach (ThreadCache? cache in caches)
        {
            for (int index = 0; index < (cache?.ClassCount ?? 0); index++)
            {
                foreach (ulong address in cache!.ObjectsOf(index))
                {
                    chunks.Add(address - Chunk.HeaderBytes);
                }
            }
        }

        return chunks;
    }

    private void AddHeaps(TableRows rows)
    {
        List<(SubHeap Heap, int Arena)> heaps = [];
        int number = 0;
        foreach (Arena arena in Ring())
        {
            for (SubHeap? heap = (arena as SubArena)?.CurrentHeap; heap is not null; heap = heap.Previous)
            {
                heaps.Add((heap, number));
            }

            number++;
        }

        foreach ((SubHeap heap, int arena) in heaps.OrderBy(each => each.Heap.Base))
        {
            rows.Add(ViewCells.Hex(heap.Base), heap.Size, heap.OpenedBytes, arena);
        }
    }

    private void AddArenas(TableRows rows)
    {
        int number = 0;
        foreach (Arena arena in Ring())
        {
            rows.Add(number++, arena is MainArena ? "main" : "thread", ViewCells.Hex(arena.Top), arena.TopSize, arena.SystemBytes, arena.SystemBytesMax, arena.AttachedThreads, ViewCells.Hex(arena.LastRemainder));
        }
    }

    private void AddBins(TableRows rows)
    {
        int number = 0;
        foreach (Arena arena in Ring())
        {
            for (int index = 0; index < Chunk.FastBinCount; index++)
            {
                AddBin(rows, number, index, "fast", arena.FastBin(index), 0);
            }

            for (int index = 1; index < Chunk.BinCount && arena.Top != 0; index++)
            {
                string kind = index == Chunk.UnsortedBin ? "unsorted" : index < Chunk.BinOf(Chunk.LargeBytesMin) ? "small" : "large";
                AddBin(rows, number, index, kind, memory.Next(arena.BinAt(index)), arena.BinAt(index));
            }

            number++;
        }
    }

    private void AddBin(TableRows rows, int arena, int index, string kind, ulong first, ulong end)
    {
        long count = 0;
        ulong bytes = 0;
        for (ulong chunk = first; chunk != end && chunk != 0; chunk = memory.Next(chunk))
        {
            count++;
            bytes += memory.Size(chunk);
        }

        if (count > 0)
        {
            rows.Add(arena, index, kind, count, bytes, ViewCells.Hex(first));
        }
    }

    private void AddCaches(TableRows rows)
    {
        for (int thread = 0; thread < caches.Count; thread++)
        {
            for (int index = 0; index < (caches[thread]?.ClassCount ?? 0); index++)
            {
                ulong[] objects = caches[thread]!.ObjectsOf(index).ToArray();
                if (objects.Length > 0)
                {
                    Array.Reverse(objects);
                    rows.Add(thread, index, Chunk.MinBytes + ((ulong)index * Chunk.Alignment), objects.Length, string.Join(',', objects.Select(each => ViewCells.Hex(each).Text)));
                }
            }
        }
    }

    private void AddThreads(TableRows rows)
    {
        Arena[] ring = [.. Ring()];
        foreach (MallocThread? thread in threads)
        {
            if (thread is not null)
            {
                int arena = Array.IndexOf(ring, thread.Arena);
                rows.Add(thread.Number, arena < 0 ? "-" : arena.ToString(CultureInfo.InvariantCulture), thread.Cache is { } cache ? ViewCells.Hex(cache.Record) : "-");
            }
        }
    }
}
