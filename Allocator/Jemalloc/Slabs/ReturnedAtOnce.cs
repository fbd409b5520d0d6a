using AllocSim.Allocator.Jemalloc.Arenas;
using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Slabs;

/// <summary>At once, the bin let go meanwhile. Up to 5.2.</summary>
/// <remarks>Source: jemalloc 5.2.1, `src/arena.c`, arena_dalloc_bin_slab.</remarks>
internal sealed class ReturnedAtOnce : SlabReturn
{
    /// <inheritdoc/>
    public override bool TryNow(Tsd? thread, Arena arena, Bin bin, int slab)
    {
        bin.Lock.Unlock(thread);
        arena.DallocSlab(thread, slab);
        bin.Lock.Lock(thread);
        return true;
    }
}
