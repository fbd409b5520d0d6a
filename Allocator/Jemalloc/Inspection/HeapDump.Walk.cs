using AllocSim.Allocator.Jemalloc.Extents.PageMap;
using AllocSim.Allocator.Jemalloc.Extents.Records;

namespace AllocSim.Allocator.Jemalloc.Inspection;

/// <content>From an address to the record that describes it.</content>
internal sealed partial class HeapDump
{
    private const int AddressBits = 48;

    /// <summary>Writes the walk: the key, its index in each level, the leaf and its word, then the extent's record and the address's place in it.</summary>
    public static void Walk(TextWriter output, HeapView heap, ulong address, ulong mapRoot)
    {
        if (address >> AddressBits != 0)
        {
            return;
        }

        HeapDump dump = new(output, heap);
        ulong page = address & ~heap.Table.PageMask;
        dump.WriteStep("walk", page, mapRoot);
        int id = dump.OwnerOf(address);
        if (id == EdataTable.Null)
        {
            dump.WriteMetadata(address);
            return;
        }

        ulong first = heap.Table.BaseOf(heap.Table[id]);
        if (Rtree.Edata(heap.Map.Peek(page)) != id && first != page)
        {
            // Inner pages of large and unused extents name no record.
            dump.WriteStep("first_page", first, mapRoot);
        }

        dump.WriteExtent(id);
        dump.WritePlace(address, id);
    }

    private int OwnerOf(ulong address)
    {
        SortedDictionary<ulong, int> extents = [];
        foreach ((ulong key, ulong _) in _heap.Map.Leaves)
        {
            Runs(key, _geometry.BitsOf(_geometry.Height - 1), extents);
        }

        int owner = EdataTable.Null;
        foreach ((ulong first, int id) in extents)
        {
            owner = first <= address ? id : owner;
        }

        return owner != EdataTable.Null && address < _table.PastOf(_table[owner]) ? owner : EdataTable.Null;
    }

    private void WriteStep(string kind, ulong key, ulong mapRoot)
    {
        ulong rootIndex = _geometry.Subkey(key, 0);
        ulong leaf = _heap.Map.Leaves.FirstOrDefault(each => each.First / _geometry.LeafCovers == key / _geometry.LeafCovers).Record;
        ulong element = _geometry.Subkey(key, _geometry.Height - 1);
        Line($"{kind} key=0x{key:x} root=0x{mapRoot:x} root_element=0x{mapRoot + (rootIndex * sizeof(ulong)):x} leaf=0x{leaf:x} leaf_element=0x{(leaf == 0 ? 0 : leaf + (element * sizeof(ulong))):x}");
        WriteElement(key, 1, _heap.Map.Peek(key));
    }
}
