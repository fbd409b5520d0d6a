using AllocSim.Allocator.Jemalloc.Extents.Heaps;

namespace AllocSim.Allocator.Jemalloc.Huge;

/// <summary>The oldest page slab first. (hpdata_age_comp)</summary>
internal readonly struct ByAge : IHeapOrder<HpdataNode>
{
    /// <inheritdoc/>
    public static bool Precedes(in HpdataNode a, in HpdataNode b) => a.Age < b.Age;
}
