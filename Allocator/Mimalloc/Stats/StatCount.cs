namespace AllocSim.Allocator.Mimalloc.Stats;

/// <summary>A quantity that comes and goes, with its peak.</summary>
/// <remarks>mimalloc 2.0.9, `src/stats.c` mi_stat_update and mi_stat_add.</remarks>
internal struct StatCount
{
    /// <summary>All that came.</summary>
    public long Allocated;

    /// <summary>All that went.</summary>
    public long Freed;

    /// <summary>The most there was; after merging, a sum of peaks.</summary>
    public long Peak;

    /// <summary>What is there; negative where more went here than came.</summary>
    public long Current;

    /// <summary>Some comes.</summary>
    public void Increase(ulong amount)
    {
        Current += (long)amount;
        Peak = Math.Max(Peak, Current);
        Allocated += (long)amount;
    }

    /// <summary>Some goes. An amount that is negative as a signed number comes.</summary>
    public void Decrease(ulong amount)
    {
        long signed = -(long)amount;
        if (signed > 0)
        {
            Increase((ulong)signed);
            return;
        }

        Current += signed;
        Freed -= signed;
    }

    /// <summary>Adds another thread's. One that never saw anything adds nothing.</summary>
    public void Add(in StatCount other)
    {
        if (other.Allocated == 0 && other.Freed == 0)
        {
            return;
        }

        Allocated += other.Allocated;
        Freed += other.Freed;
        Peak += other.Peak;
        Current += other.Current;
    }
}
