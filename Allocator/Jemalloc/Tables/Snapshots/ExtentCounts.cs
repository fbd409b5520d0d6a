namespace AllocSim.Allocator.Jemalloc.Tables.Snapshots;

/// <summary>How an allocator has come by its extents since the start, and what merging them came to.</summary>
internal struct ExtentCounts
{
    /// <summary>Extents taken from unused ones whose pages were still backed.</summary>
    public ulong FromDirty;

    /// <summary>Extents taken from unused ones that had been given to the kernel lazily.</summary>
    public ulong FromMuzzy;

    /// <summary>Extents taken from address space without memory behind it that was kept.</summary>
    public ulong FromRetained;

    /// <summary>Extents that needed new address space from the system.</summary>
    public ulong FromSystem;

    /// <summary>Merges of unused neighbours.</summary>
    public ulong Merges;

    /// <summary>Merges that did not happen because the unused neighbour was in another state (dirty, muzzy or retained).</summary>
    public ulong BlockedMerges;

    /// <summary>Extents handed out, wherever they came from.</summary>
    public readonly ulong Total => FromDirty + FromMuzzy + FromRetained + FromSystem;

    /// <summary>Extents handed out that were used before and still in a cache (dirty or muzzy), over all; 0 for none.</summary>
    public readonly double ReuseRatio => Total == 0 ? 0 : (FromDirty + FromMuzzy) / (double)Total;
}
