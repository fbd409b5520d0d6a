namespace AllocSim.Allocator.Classic.Arenas;

/// <summary>Counts of a small size class. (malloc_bin_stats_t)</summary>
internal struct BinCounts
{
    /// <summary>Bytes handed out. (allocated)</summary>
    public ulong Bytes;

    /// <summary>Regions handed out. (nmalloc)</summary>
    public ulong Mallocs;

    /// <summary>Regions taken back. (ndalloc)</summary>
    public ulong Dallocs;

    /// <summary>Requests. (nrequests)</summary>
    public ulong Requests;

    /// <summary>Fills of caches. (nfills)</summary>
    public ulong Fills;

    /// <summary>Flushes of caches. (nflushes)</summary>
    public ulong Flushes;

    /// <summary>Runs made. (nruns)</summary>
    public ulong RunsMade;

    /// <summary>Runs that became current again. (reruns)</summary>
    public ulong Reruns;

    /// <summary>Most runs at once. (highruns)</summary>
    public ulong RunsHigh;

    /// <summary>Runs now. (curruns)</summary>
    public ulong Runs;

    /// <summary>The counts of a bin.</summary>
    public static BinCounts Of(Bin bin) => bin.Counts with { Bytes = bin.AllocatedBytes };

    /// <summary>Adds another's counts, the highest ones too.</summary>
    public void Add(in BinCounts other)
    {
        Bytes += other.Bytes;
        Mallocs += other.Mallocs;
        Dallocs += other.Dallocs;
        Requests += other.Requests;
        Fills += other.Fills;
        Flushes += other.Flushes;
        RunsMade += other.RunsMade;
        Reruns += other.Reruns;
        RunsHigh += other.RunsHigh;
        Runs += other.Runs;
    }
}
