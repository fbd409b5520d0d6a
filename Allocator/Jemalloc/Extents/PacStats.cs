using AllocSim.Allocator.Jemalloc.Stats;

namespace AllocSim.Allocator.Jemalloc.Extents;

/// <summary>Counters of an arena's page allocator. (pac_stats_t)</summary>
internal sealed class PacStats
{
    private DecayStats _dirty;
    private DecayStats _muzzy;

    /// <summary>Purging of dirty pages.</summary>
    public ref DecayStats Dirty => ref _dirty;

    /// <summary>Purging of muzzy pages.</summary>
    public ref DecayStats Muzzy => ref _muzzy;

    /// <summary>Bytes in active, dirty and muzzy extents.</summary>
    public ulong Mapped { get; set; }

    /// <summary>Bytes of guard pages that <see cref="Mapped"/> still counts though their extents went back to the system: the library takes off the extent alone.</summary>
    public ulong UncountedGuards { get; set; }

    /// <summary>Bytes of address space lost for want of records.</summary>
    public ulong AbandonedVm { get; set; }
}
