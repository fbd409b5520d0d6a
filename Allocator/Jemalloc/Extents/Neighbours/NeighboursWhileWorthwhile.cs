using AllocSim.Allocator.Jemalloc.Extents.PageMap;
using AllocSim.Allocator.Jemalloc.Extents.Records;

namespace AllocSim.Allocator.Jemalloc.Extents.Neighbours;

/// <summary>Neighbours of one arena join, also across the mappings that they came from. A large extent that is freed goes on while each merge brings it a large class more. Up to 5.1.</summary>
/// <param name="largeMin">Bytes of the smallest large class.</param>
/// <remarks>Source: jemalloc 5.1.0, `src/extent.c`, extent_can_coalesce and extent_record.</remarks>
internal sealed class NeighboursWhileWorthwhile(ulong largeMin) : NeighbourRule
{
    /// <inheritdoc/>
    public override bool MayJoin(in Edata edata, in Edata neighbor, ulong element, bool forward, bool expanding, bool eager) =>
        edata.Arena == neighbor.Arena && (expanding || edata.IsCommitted == neighbor.IsCommitted);

    /// <inheritdoc/>
    public override bool GoesOn(ulong before, ulong after) => after >= before + largeMin;

    /// <inheritdoc/>
    public override ulong LastElement(ulong first, Rtree rtree, ulong last) => Rtree.WithState(rtree.Read(last), Rtree.State(first));
}
