namespace AllocSim.Allocator.Jemalloc.Stats;

/// <summary>Counters of a bin, or of several put together.</summary>
/// <remarks>jemalloc 5.3.0, `include/jemalloc/internal/bin_stats.h`, `bin_stats_t`.</remarks>
public struct BinStats
{
    /// <summary>Regions handed out by the bin; what a thread cache hands out again is not counted.</summary>
    public ulong Nmalloc;

    /// <summary>Regions given back to the bin.</summary>
    public ulong Ndalloc;

    /// <summary>Requests of this size, those served by thread caches included once they were merged.</summary>
    public ulong Nrequests;

    /// <summary>Regions in use now, those in thread caches included.</summary>
    public ulong Curregs;

    /// <summary>Fills of thread caches.</summary>
    public ulong Nfills;

    /// <summary>Flushes of thread caches.</summary>
    public ulong Nflushes;

    /// <summary>Slabs made.</summary>
    public ulong Nslabs;

    /// <summary>Times a partly used slab became the current one again.</summary>
    public ulong Reslabs;

    /// <summary>Slabs now.</summary>
    public ulong Curslabs;

    /// <summary>Partly used slabs that are not the current one.</summary>
    public ulong NonfullSlabs;

    /// <summary>Adds another's counts.</summary>
    public void Add(in BinStats other)
    {
        Nmalloc += other.Nmalloc;
        Ndalloc += other.Ndalloc;
        Nrequests += other.Nrequests;
        Curregs += other.Curregs;
        Nfills += other.Nfills;
        Nflushes += other.Nflushes;
        Nslabs += other.Nslabs;
        Reslabs += other.Reslabs;
        Curslabs += other.Curslabs;
        NonfullSlabs += other.NonfullSlabs;
    }
}
