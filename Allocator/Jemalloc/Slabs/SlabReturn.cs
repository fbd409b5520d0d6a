using AllocSim.Allocator.Jemalloc.Arenas;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Slabs;

/// <summary>When a slab that has become empty goes back to the pages of its arena.</summary>
internal abstract class SlabReturn
{
    /// <summary>Gives the slab back now, if now is the time; otherwise the caller does so when it has let go of the bin.</summary>
    /// <param name="thread">Who frees.</param>
    /// <param name="arena">The arena.</param>
    /// <param name="bin">Its bin, whose lock is held.</param>
    /// <param name="slab">The slab, which the bin knows no more.</param>
    public abstract bool TryNow(Tsd? thread, Arena arena, Bin bin, int slab);
}
