namespace AllocSim.Allocator.Jemalloc.Tables.Snapshots;

/// <summary>One range of pages that an allocator treats as a unit, at one instant.</summary>
internal struct ExtentSnapshot
{
    /// <summary>Where it begins.</summary>
    public ulong Address;

    /// <summary>Its length in bytes.</summary>
    public ulong Bytes;

    /// <summary>What it is used for.</summary>
    public ExtentUse Use;

    /// <summary>The arena that owns it; -1 for none.</summary>
    public int Arena;

    /// <summary>Index of the size class of what it holds; -1 when it holds nothing.</summary>
    public int SizeIndex;

    /// <summary>Slabs: regions that are free.</summary>
    public int FreeRegions;

    /// <summary>Slabs: regions in all.</summary>
    public int Regions;

    /// <summary>The allocator's serial number of it, 0 where it has none. Older extents have smaller numbers.</summary>
    public ulong SerialNumber;
}
