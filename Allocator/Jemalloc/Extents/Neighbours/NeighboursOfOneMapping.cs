using AllocSim.Allocator.Jemalloc.Extents.PageMap;
using AllocSim.Allocator.Jemalloc.Extents.Records;

namespace AllocSim.Allocator.Jemalloc.Extents.Neighbours;

/// <summary>Neighbours join within the mapping that they came from, so that each mapping can be given back whole. Of several arenas too, where address space is retained for all.</summary>
/// <param name="retain">Whether address space is retained.</param>
/// <remarks>Source: jemalloc 5.3.0, `src/emap.c`, extent_can_acquire_neighbor.</remarks>
internal class NeighboursOfOneMapping(bool retain) : NeighbourRule
{
    /// <inheritdoc/>
    public override bool MayJoin(in Edata edata, in Edata neighbor, ulong element, bool forward, bool expanding, bool eager)
    {
        bool acrossHead = forward ? Rtree.IsHead(element) : edata.IsHead;
        return !acrossHead
            && (expanding || edata.IsCommitted == neighbor.IsCommitted)
            && !neighbor.IsHpa
            && (retain || edata.Arena == neighbor.Arena);
    }

    /// <inheritdoc/>
    public override ulong LastElement(ulong first, Rtree rtree, ulong last) => first;
}
