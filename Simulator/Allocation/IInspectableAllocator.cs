namespace AllocSim.Simulator.Allocation;

/// <summary>An allocator that can show its slabs and extents. Showing changes nothing.</summary>
public interface IInspectableAllocator
{
    /// <summary>Appends one entry for each arena and small size class that was ever used, ordered by arena and size.</summary>
    void ReadBins(ICollection<BinSnapshot> bins);

    /// <summary>Appends every extent, ordered by address.</summary>
    void ReadExtents(ICollection<ExtentSnapshot> extents);
}
