using AllocSim.Allocator.Jemalloc.Extents.PageMap;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Simulator.Allocation;

namespace AllocSim.Allocator.Jemalloc.Checks;

/// <summary>Checks the page map: each extent's boundaries are there and say what its record says, so are the inner pages of slabs, and nothing else is.</summary>
internal sealed class PageMapAudit(AuditedHeap heap)
{
    private readonly ulong _pageSize = heap.Table.PageMask + 1;

    /// <summary>The extents that the map knows, by address.</summary>
    public List<int> Extents { get; } = [];

    /// <summary>Walks the map.</summary>
    public void Run()
    {
        ulong end = 0;
        long elements = 0;
        long expected = 0;
        foreach ((ulong first, ReadOnlyMemory<ulong> each) in heap.Rtree.Segments)
        {
            ReadOnlySpan<ulong> leaf = each.Span;
            for (int i = 0; i < leaf.Length; i++)
            {
                int id = Rtree.Edata(leaf[i]);
                if (id == EdataTable.Null)
                {
                    continue;
                }

                ulong page = first + ((ulong)i * _pageSize);
                elements++;
                ref Edata edata = ref heap.Table[id];
                CheckElement(leaf[i], page, id, edata);
                if (page == heap.Table.BaseOf(edata))
                {
                    CheckStart(id, edata, end);
                    end = heap.Table.PastOf(edata);
                    expected += ElementsOf(edata);
                    Extents.Add(id);
                }
            }
        }

        if (elements != expected)
        {
            throw new InvariantException($"the page map has {elements} entries, the extents that begin in it account for {expected}");
        }
    }

    private long ElementsOf(in Edata edata)
    {
        var pages = (long)(edata.Size / _pageSize);
        return heap.IsSlab(edata) ? pages : Math.Min(pages, 2);
    }

    private void CheckStart(int id, in Edata edata, ulong end)
    {
        if (heap.Table.BaseOf(edata) < end)
        {
            throw new InvariantException($"{heap.Describe(id)} begins below 0x{end:x}, where the extent before it ends");
        }

        if (edata.Size == 0 || edata.Size % _pageSize != 0)
        {
            throw new InvariantException($"{heap.Describe(id)} is not of whole pages");
        }

        if (edata.State is ExtentState.Merging or ExtentState.Transition)
        {
            throw new InvariantException($"{heap.Describe(id)} is still on its way between two states");
        }
    }

    private void CheckElement(ulong element, ulong page, int id, in Edata edata)
    {
        ulong first = heap.Table.BaseOf(edata);
        ulong last = heap.Table.LastOf(edata);
        bool isBoundary = page == first || page == last;
        bool isSlab = heap.IsSlab(edata);
        if (!isBoundary && !(isSlab && page > first && page < last))
        {
            throw new InvariantException($"the page map has {heap.Describe(id)} at 0x{page:x}, which is no boundary of it");
        }

        if (isBoundary && (Rtree.State(element) != edata.State || Rtree.IsHead(element) != edata.IsHead))
        {
            throw new InvariantException($"the page map says {Rtree.State(element)}, head {Rtree.IsHead(element)} at 0x{page:x} of {heap.Describe(id)}, head {edata.IsHead}");
        }

        // Behind its first page the class of a large object is not kept, nor that of what an unused extent once held taken back.
        bool saysClass = isSlab || (heap.IsInUse(edata) && page == first);
        if (saysClass && (Rtree.IsSlab(element) != isSlab || Rtree.Szind(element) != edata.Szind))
        {
            throw new InvariantException($"the page map says size class {Rtree.Szind(element)}, slab {Rtree.IsSlab(element)} at 0x{page:x} of {heap.Describe(id)}, slab {isSlab}");
        }
    }
}
