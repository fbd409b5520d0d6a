namespace AllocSim.Allocator.Jemalloc.Stats;

/// <summary>Unused extents of one page size class.</summary>
/// <remarks>jemalloc 5.3.0, `include/jemalloc/internal/pac.h`, `pac_estats_t`.</remarks>
public struct ExtentStats
{
    /// <summary>Dirty extents.</summary>
    public ulong Ndirty;

    /// <summary>Bytes in them.</summary>
    public ulong DirtyBytes;

    /// <summary>Muzzy extents.</summary>
    public ulong Nmuzzy;

    /// <summary>Bytes in them.</summary>
    public ulong MuzzyBytes;

    /// <summary>Retained extents.</summary>
    public ulong Nretained;

    /// <summary>Bytes in them.</summary>
    public ulong RetainedBytes;

    /// <summary>Adds another's counts.</summary>
    public void Add(in ExtentStats other)
    {
        Ndirty += other.Ndirty;
        DirtyBytes += other.DirtyBytes;
        Nmuzzy += other.Nmuzzy;
        MuzzyBytes += other.MuzzyBytes;
        Nretained += other.Nretained;
        RetainedBytes += other.RetainedBytes;
    }
}
