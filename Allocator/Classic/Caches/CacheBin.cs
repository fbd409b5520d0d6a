namespace AllocSim.Allocator.Classic.Caches;

/// <summary>The objects of one size class in a thread's cache. (tcache_bin_t)</summary>
/// <remarks>The library links them through their first words, the last one that came being the first to go.</remarks>
internal struct CacheBin
{
    /// <summary>Where the objects are; the last one is handed out first. (avail)</summary>
    public ulong[] Objects;

    /// <summary>How many there are. (ncached)</summary>
    public int Count;

    /// <summary>Fewest there were since the class was last collected. (low_water)</summary>
    public int LowWater;

    /// <summary>Most there can be. (ncached_max)</summary>
    public int Max;

    /// <summary>Requests served since they were last reported to the arena. (tstats.nrequests)</summary>
    public ulong Requests;

    /// <summary>Takes the last object that came; there must be one. (tcache_alloc_easy)</summary>
    public ulong Pop()
    {
        ulong address = Objects[--Count];
        LowWater = Math.Min(LowWater, Count);
        return address;
    }
}
