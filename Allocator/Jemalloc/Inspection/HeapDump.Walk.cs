using AllocSim.Allocator.Jemalloc.Extents;

namespace AllocSim.Allocator.Jemalloc.Inspection;

/// <content>From an address to the record that describes it.</content>
internal sealed partial class HeapDump
{
    /// <summary>Writes the walk: the key, its index in each level, the leaf and its word, then the extent's record.</summary>
    public static void Walk(TextWriter output, HeapView heap, ulong address, ulong extent, ulong mapRoot)
    {
        HeapDump dump = new(output, heap);
        ulong page = address & ~heap.Table.PageMask;
        dump.WriteStep("walk", page, mapRoot);
        ulong packed = heap.Map.Peek(page);
        if (Rtree.Edata(packed) == EdataTable.Null && page != extent)
        {
            // Inner pages of large and unused extents name no record.
            dump.WriteStep("first_page", extent, mapRoot);
            packed = heap.Map.Peek(extent);
        }

        if (Rtree.Edata(packed) is int id and not EdataTable.Null)
        {
            dump.WriteExtent(id);
        }
    }

    private void WriteStep(string kind, ulong key, ulong mapRoot)
    {
        ulong rootIndex = _geometry.Subkey(key, 0);
        ulong leaf = _heap.Map.Leaves.FirstOrDefault(each => each.First >> 30 == key >> 30).Record;
        ulong element = _geometry.Subkey(key, _geometry.Height - 1);
        Line($"{kind} key=0x{key:x} root=0x{mapRoot:x} root_element=0x{mapRoot + (rootIndex * sizeof(ulong)):x} leaf=0x{leaf:x} leaf_element=0x{(leaf == 0 ? 0 : leaf + (element * sizeof(ulong))):x}");
        WriteElement(key, 1, _heap.Map.Peek(key));
    }
}
