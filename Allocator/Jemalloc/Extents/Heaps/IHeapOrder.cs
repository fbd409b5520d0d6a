namespace AllocSim.Allocator.Jemalloc.Extents.Heaps;

/// <summary>An order of records, as a type so that heaps are compiled for it.</summary>
internal interface IHeapOrder<TNode>
    where TNode : struct
{
    /// <summary>Whether the first comes strictly before the second.</summary>
    static abstract bool Precedes(in TNode a, in TNode b);
}
