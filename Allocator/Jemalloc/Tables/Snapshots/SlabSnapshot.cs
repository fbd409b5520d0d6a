namespace AllocSim.Allocator.Jemalloc.Tables.Snapshots;

/// <summary>The slabs of one size class, over all arenas, that have the same number of regions in use, at one instant.</summary>
internal struct SlabSnapshot
{
    /// <summary>Index of the size class.</summary>
    public int SizeIndex;

    /// <summary>Bytes of one region.</summary>
    public ulong SizeBytes;

    /// <summary>Bytes of one slab.</summary>
    public ulong SlabBytes;

    /// <summary>Regions that a slab holds.</summary>
    public int RegionsPerSlab;

    /// <summary>Regions of each slab that are handed out, to the program or to a thread's cache.</summary>
    public int Regions;

    /// <summary>How many slabs.</summary>
    public long Slabs;
}
