using AllocSim.Allocator.Glibc.Arenas;
using AllocSim.Allocator.Glibc.Caches;
using AllocSim.Allocator.Glibc.Checks;
using AllocSim.Allocator.Glibc.Chunks;
using AllocSim.Allocator.Glibc.Inspection;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Allocation.Views;

namespace AllocSim.Allocator.Glibc;

/// <content>The check of its books.</content>
public sealed partial class GlibcHeap
{
    /// <summary>Walks all caches, bins, heaps and arenas.</summary>
    /// <exception cref="InvariantException">Two of them contradict each other.</exception>
    public void CheckInvariants()
    {
        Dictionary<ulong, ulong> cached = ReadCaches();
        int seen = 0;
        ulong arenas = 0;
        Arena arena = _arenas.Main;
        do
        {
            ArenaCheck check = new(arena, _memory, cached);
            check.Run();
            seen += check.CachedSeen;
            CheckThreads(arena);
            arenas++;
            arena = arena.Next;
        }
        while (arena != _arenas.Main);

        Ensure(seen == cached.Count, $"{cached.Count} objects in caches, of which arenas hold {seen}");
        Ensure(arenas == _arenas.Count, $"{_arenas.Count} arenas counted, {arenas} in the ring");
        Ensure(_mapped.Count > 0 == _mapped.Bytes > 0, $"{_mapped.Count} mapped chunks have {_mapped.Bytes} bytes");
        for (Arena? free = _arenas.FirstFree; free is not null; free = free.NextFree)
        {
            Ensure(free.AttachedThreads == 0, "an arena in the list of those without threads has threads");
        }
    }

    /// <summary>Appends the rows of a view. Changes nothing.</summary>
    public void ReadView(string view, TableRows rows) => new GlibcViews(_memory, _arenas, _mapped, _threads, _caches).Read(view, rows);

    /// <summary>Counts the rows of a view by what its summary shows, where that is cheaper than to read them.</summary>
    /// <returns>False: it is not.</returns>
    public bool TryCount(string view, ViewCounts counts) => new GlibcViews(_memory, _arenas, _mapped, _threads, _caches).TryCount(view, counts);

    /// <summary>Appends what each arena has, by its place in the ring. Chunks that are mappings of their own belong to none.</summary>
    public void ReadOwners(ICollection<OwnedRange> ranges) => new MapRows(_memory, _mapped).ReadOwners(_arenas, ranges);

    private Dictionary<ulong, ulong> ReadCaches()
    {
        Dictionary<ulong, ulong> cached = [];
        foreach (ThreadCache? cache in _caches)
        {
            ulong bytes = 0;
            for (int index = 0; index < (cache?.ClassCount ?? 0); index++)
            {
                foreach (ulong address in cache!.ObjectsOf(index))
                {
                    bytes += Chunk.MinBytes + ((ulong)index * Chunk.Alignment);
                    Ensure(cached.TryAdd(address - Chunk.HeaderBytes, Chunk.MinBytes + ((ulong)index * Chunk.Alignment)), $"the object at 0x{address:x} is in caches twice");
                }
            }

            Ensure(bytes == (cache?.Bytes ?? 0), $"a cache counts {cache?.Bytes} bytes, {bytes} found");
        }

        return cached;
    }

    private void CheckThreads(Arena arena)
    {
        int attached = arena == _arenas.Main && !_isInitialised ? 1 : 0;
        foreach (MallocThread? thread in _threads)
        {
            attached += thread?.Arena == arena ? 1 : 0;
        }

        Ensure(attached == arena.AttachedThreads, $"an arena counts {arena.AttachedThreads} threads, {attached} name it");
    }

    private static void Ensure(bool isTrue, string complaint)
    {
        if (!isTrue)
        {
            throw new InvariantException("glibc: " + complaint);
        }
    }
}
