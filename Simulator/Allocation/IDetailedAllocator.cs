namespace AllocSim.Simulator.Allocation;

/// <summary>An allocator that can show what the detailed tables of a run are made of. Showing changes nothing.</summary>
/// <remarks>Its totals change only where it takes a mutex that tells the machine's lock recorder of it, so that they need not be read again elsewhere.</remarks>
public interface IDetailedAllocator : IInspectableAllocator
{
    /// <summary>Where a live object lies.</summary>
    void ReadPlace(ulong address, ref ObjectPlace place);

    /// <summary>Appends the slabs by arena, size class and regions in use.</summary>
    void ReadSlabs(ICollection<SlabSnapshot> slabs);

    /// <summary>Appends every bin that holds objects, of the caches of threads and then of explicit ones.</summary>
    void ReadCaches(ICollection<CacheSnapshot> caches);

    /// <summary>Appends one entry for each arena, by index.</summary>
    /// <param name="arenas">Takes them.</param>
    /// <param name="nowNs">The time, on the machine's clock, that limits are those of; not before the last change.</param>
    void ReadDecay(ICollection<DecaySnapshot> arenas, long nowNs);

    /// <summary>Appends one entry for each arena with a huge page allocator, by index.</summary>
    void ReadPageSlabs(ICollection<PageSlabSnapshot> arenas);

    /// <summary>Adds up how extents were come by, over all arenas.</summary>
    void ReadExtentCounts(ref ExtentCounts counts);
}
