namespace AllocSim.Allocator.Classic.Arenas;

/// <summary>Counts of one large size class. (malloc_large_stats_t)</summary>
internal struct LargeStats
{
    /// <summary>Objects handed out. (nmalloc)</summary>
    public ulong Mallocs;

    /// <summary>Objects taken back. (ndalloc)</summary>
    public ulong Dallocs;

    /// <summary>Requests of the program, as far as caches have reported theirs. (nrequests)</summary>
    public ulong Requests;

    /// <summary>Most at once. (highruns)</summary>
    public ulong RunsHigh;

    /// <summary>How many now. (curruns)</summary>
    public ulong Runs;

    /// <summary>Adds another's counts, the highest ones too.</summary>
    public void Add(in LargeStats other)
    {
        Mallocs += other.Mallocs;
        Dallocs += other.Dallocs;
        Requests += other.Requests;
        RunsHigh += other.RunsHigh;
        Runs += other.Runs;
    }
}
