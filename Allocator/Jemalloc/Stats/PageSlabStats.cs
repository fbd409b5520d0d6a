namespace AllocSim.Allocator.Jemalloc.Stats;

/// <summary>A group of page slabs, the huge-page-sized ranges of the huge page allocator.</summary>
/// <remarks>jemalloc 5.3.0, `include/jemalloc/internal/psset.h`, `psset_bin_stats_t`.</remarks>
public struct PageSlabStats
{
    /// <summary>Page slabs in the group.</summary>
    public ulong Npageslabs;

    /// <summary>Active pages in them.</summary>
    public ulong Nactive;

    /// <summary>Dirty pages in them.</summary>
    public ulong Ndirty;

    /// <summary>Adds another's counts.</summary>
    public void Add(in PageSlabStats other)
    {
        Npageslabs += other.Npageslabs;
        Nactive += other.Nactive;
        Ndirty += other.Ndirty;
    }
}
