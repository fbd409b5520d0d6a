namespace AllocSim.Allocator.Jemalloc.Tables.Snapshots;

/// <summary>One size class over all arenas at one instant: how many objects its slabs hold and could hold.</summary>
internal struct BinSnapshot
{
    /// <summary>Index of the size class.</summary>
    public int SizeIndex;

    /// <summary>Bytes of one region: the size of the class.</summary>
    public ulong SizeBytes;

    /// <summary>Regions that a slab holds.</summary>
    public int RegionsPerSlab;

    /// <summary>Bytes of one slab.</summary>
    public ulong SlabBytes;

    /// <summary>Slabs that exist now. (curslabs)</summary>
    public long Slabs;

    /// <summary>Slabs, the current one apart, with at least one region free. (nonfull_slabs)</summary>
    public long NonfullSlabs;

    /// <summary>Regions handed out, to the program or to a thread's cache. (curregs)</summary>
    public long Regions;

    /// <summary>Regions handed out since the start. (nmalloc)</summary>
    public long Mallocs;

    /// <summary>Regions taken back since the start. (ndalloc)</summary>
    public long Dallocs;

    /// <summary>Requests of the program since the start, those that a cache served included. (nrequests)</summary>
    public long Requests;
}
