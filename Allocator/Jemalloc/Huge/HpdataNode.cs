using AllocSim.Allocator.Jemalloc.Extents.Heaps;

namespace AllocSim.Allocator.Jemalloc.Huge;

/// <summary>What a heap of page slabs knows of one.</summary>
internal struct HpdataNode : IHeapNode
{
    /// <summary>When the page slab was last taken into use while empty, counted in such events of the arena.</summary>
    public ulong Age;

    /// <inheritdoc/>
    public int HeapPrev { readonly get; set; }

    /// <inheritdoc/>
    public int HeapNext { readonly get; set; }

    /// <inheritdoc/>
    public int HeapChild { readonly get; set; }
}
