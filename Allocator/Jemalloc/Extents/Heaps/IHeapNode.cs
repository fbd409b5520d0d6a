namespace AllocSim.Allocator.Jemalloc.Extents.Heaps;

/// <summary>A record that can be in a <see cref="PairingHeap{TNode, TOrder}"/>. Links are ids in the table that the record is in.</summary>
internal interface IHeapNode
{
    /// <summary>The parent of a first child, else the sibling before.</summary>
    int HeapPrev { get; set; }

    /// <summary>The sibling behind.</summary>
    int HeapNext { get; set; }

    /// <summary>The first child.</summary>
    int HeapChild { get; set; }
}
