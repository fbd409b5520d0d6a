using AllocSim.Allocator.Jemalloc.Arenas;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Slabs;

/// <summary>Once the bin is let go. From 5.3 on; after a flush of a cache all empty slabs go back together.</summary>
internal sealed class ReturnedLater : SlabReturn
{
    /// <inheritdoc/>
    public override bool TryNow(Tsd? thread, Arena arena, Bin bin, int slab) => false;
}
