namespace AllocSim.Reports.Profiles;

/// <summary>A live object and what has to be known of it when it ends.</summary>
internal struct ProfiledObject
{
    /// <summary>Its address; 0 for an empty slot.</summary>
    public ulong Address;

    /// <summary>Bytes asked for.</summary>
    public ulong Size;

    /// <summary>Bytes that it can use.</summary>
    public ulong UsableBytes;

    /// <summary>The slab that it lies in; 0 for a place of its own.</summary>
    public ulong Slab;

    /// <summary>Since when its bytes are not yet added up, on the trace's clock.</summary>
    public long SinceNs;

    /// <summary>What an object of its slab had held until then, bytes times nanoseconds.</summary>
    public UInt128 HeldBefore;

    /// <summary>Which sums its bytes belong to.</summary>
    public int Key;
}
