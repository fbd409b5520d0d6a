using AllocSim.Allocator.Jemalloc.Arenas;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Metadata;
using AllocSim.Simulator.Allocation;

namespace AllocSim.Allocator.Jemalloc.Checks;

/// <summary>Checks a heap's records against each other and against the machine. Reads only: not even a lazily ordered heap is put in order.</summary>
/// <remarks>Takes time in proportion to the address space in use; memory in proportion to the extents and cached objects.</remarks>
internal sealed class HeapAudit(AuditedHeap heap)
{
    private readonly ExtentPlaces _places = new(heap);

    /// <summary>Runs all checks.</summary>
    /// <exception cref="InvariantException">Two records contradict each other.</exception>
    public void Run()
    {
        var map = new PageMapAudit(heap);
        map.Run();
        ILookup<int, int> byArena = map.Extents.ToLookup(id => heap.Table[id].Arena);
        foreach (Arena arena in heap.Arenas)
        {
            new ArenaAudit(heap, arena, [.. byArena[arena.Index]], _places).Run();
        }

        CheckMappedRecords(map.Extents);
        CheckOtherRecords(map.Extents);
        new CacheAudit(heap).Run();
        new PageBooksAudit(heap, map.Extents).Run();
    }

    private void CheckMappedRecords(List<int> extents)
    {
        foreach (int id in extents)
        {
            if (_places[id] is ExtentPlace.Nowhere or ExtentPlace.Spare)
            {
                throw new InvariantException($"{heap.Describe(id)} is in the page map, but {_places[id]}");
            }
        }
    }

    // Records that are in no use: spare ones, those that describe the rest of a metadata block, and those whose arena was destroyed.
    private void CheckOtherRecords(List<int> extents)
    {
        HashSet<int> mapped = [.. extents];
        MetadataBlock[] blocks = [.. heap.Arenas.SelectMany(arena => arena.Base.Blocks).OrderBy(block => block.Address)];
        ulong[] starts = [.. blocks.Select(block => block.Address)];
        for (int id = 1; id < heap.Table.Count; id++)
        {
            ref Edata edata = ref heap.Table[id];
            bool isClaimed = _places[id] != ExtentPlace.Nowhere;
            int block = Array.BinarySearch(starts, edata.RecordAddress);
            block = block >= 0 ? block : ~block - 1;
            bool isAlive = block >= 0 && edata.RecordAddress < blocks[block].Address + blocks[block].Bytes && id >= blocks[block].Record;
            if (isClaimed && _places[id] != ExtentPlace.Spare && !mapped.Contains(id))
            {
                throw new InvariantException($"{heap.Describe(id)} is {_places[id]}, but the page map does not know it");
            }

            if (!isClaimed && isAlive && edata.Arena != Edata.NoArena)
            {
                throw new InvariantException($"{heap.Describe(id)} is in no set and no spare record");
            }
        }
    }
}
