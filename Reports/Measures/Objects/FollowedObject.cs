namespace AllocSim.Reports.Measures.Objects;

/// <summary>A live object with where it lies and where it comes from.</summary>
internal struct FollowedObject
{
    /// <summary>Its address; 0 for an empty slot.</summary>
    public ulong Address;

    /// <summary>Bytes asked for.</summary>
    public ulong Size;

    /// <summary>Bytes that it can use.</summary>
    public ulong UsableBytes;

    /// <summary>The slab that holds it; 0 for a large one.</summary>
    public ulong SlabAddress;

    /// <summary>Bytes of that slab.</summary>
    public ulong SlabBytes;

    /// <summary>When it was allocated.</summary>
    public long TimeNs;

    /// <summary>The operation that allocated it.</summary>
    public long Operation;

    /// <summary>Operations before it, in the order in which they were run.</summary>
    public long Sequence;

    /// <summary>The thread that allocated it.</summary>
    public int Thread;

    /// <summary>Index of its size class.</summary>
    public int SizeIndex;
}
