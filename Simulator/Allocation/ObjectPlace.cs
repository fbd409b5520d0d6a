namespace AllocSim.Simulator.Allocation;

/// <summary>Where an allocator has put an object.</summary>
public struct ObjectPlace
{
    /// <summary>Index of its size class.</summary>
    public int SizeIndex;

    /// <summary>Bytes that the object could use.</summary>
    public ulong UsableBytes;

    /// <summary>The slab that holds it; 0 for a large object, which has an extent of its own.</summary>
    public ulong SlabAddress;

    /// <summary>Bytes of that slab.</summary>
    public ulong SlabBytes;
}
