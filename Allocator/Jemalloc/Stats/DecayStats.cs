namespace AllocSim.Allocator.Jemalloc.Stats;

/// <summary>What decay has done to the pages of one state.</summary>
/// <remarks>jemalloc 5.3.0, `include/jemalloc/internal/pac.h`, `pac_decay_stats_t`.</remarks>
public struct DecayStats
{
    /// <summary>Purge sweeps.</summary>
    public ulong Npurge;

    /// <summary>Calls to the system that they made, or would have made.</summary>
    public ulong Nmadvise;

    /// <summary>Pages purged.</summary>
    public ulong Purged;

    /// <summary>Adds another's counts.</summary>
    public void Add(in DecayStats other)
    {
        Npurge += other.Npurge;
        Nmadvise += other.Nmadvise;
        Purged += other.Purged;
    }
}
