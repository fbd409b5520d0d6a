using AllocSim.Allocator.Jemalloc.Extents.PageMap;
using AllocSim.Allocator.Jemalloc.Extents.Records;

namespace AllocSim.Allocator.Jemalloc.Extents.Neighbours;

/// <summary>Neighbours of one arena join, also across the mappings that they came from. But what was a slab when it was last in use whole does not join a large extent at once.</summary>
/// <remarks>Source: jemalloc 5.2.1, `src/extent.c`, extent_can_coalesce, extent_rtree_leaf_elm_try_lock: the page map keeps its note of a slab until the pages are cut, merged or used again.</remarks>
internal sealed class NeighboursOfOneArena : NeighbourRule
{
    /// <inheritdoc/>
    public override bool MayJoin(in Edata edata, in Edata neighbor, ulong element, bool forward, bool expanding, bool eager) =>
        !(eager && Rtree.IsSlab(element)) && edata.Arena == neighbor.Arena && (expanding || edata.IsCommitted == neighbor.IsCommitted);

    /// <inheritdoc/>
    public override ulong LastElement(ulong first, Rtree rtree, ulong last) => Rtree.WithState(rtree.Read(last), Rtree.State(first));
}
