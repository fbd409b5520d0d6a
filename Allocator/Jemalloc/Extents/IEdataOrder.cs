namespace AllocSim.Allocator.Jemalloc.Extents;

/// <summary>An order of extents, as a type so that heaps are compiled for it.</summary>
internal interface IEdataOrder
{
    /// <summary>Whether the first comes strictly before the second.</summary>
    static abstract bool Precedes(in Edata a, in Edata b);
}
