namespace AllocSim.Allocator.Jemalloc.Checks;

/// <summary>Where a check found an extent record. Each has to be in exactly one place.</summary>
internal enum ExtentPlace : byte
{
    /// <summary>Nowhere yet.</summary>
    Nowhere,

    /// <summary>Among an arena's spare records.</summary>
    Spare,

    /// <summary>In an arena's set of unused extents.</summary>
    Unused,

    /// <summary>The slab that a bin takes regions from.</summary>
    CurrentSlab,

    /// <summary>In a bin's heap of slabs with free regions.</summary>
    NonfullSlab,

    /// <summary>A slab without free regions.</summary>
    FullSlab,

    /// <summary>A large object.</summary>
    Large,

    /// <summary>In the small extent cache.</summary>
    Cached,

    /// <summary>What is left of a region that guarded slabs are cut out of.</summary>
    BumpRegion,
}
