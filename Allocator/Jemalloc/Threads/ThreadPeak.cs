namespace AllocSim.Allocator.Jemalloc.Threads;

/// <summary>The most that a thread held more than it had freed, seen at events only. (peak_t)</summary>
/// <remarks>Source: jemalloc 5.3.0, `include/jemalloc/internal/peak.h`.</remarks>
internal struct ThreadPeak
{
    private ulong _adjustment;

    /// <summary>The peak in bytes.</summary>
    public ulong Bytes { get; private set; }

    /// <summary>Takes the counts into account.</summary>
    public void Update(ulong allocated, ulong deallocated)
    {
        long candidate = unchecked((long)(allocated - deallocated - _adjustment));
        if (candidate > (long)Bytes)
        {
            Bytes = (ulong)candidate;
        }
    }

    /// <summary>Forgets the peak.</summary>
    public void Reset(ulong allocated, ulong deallocated)
    {
        Bytes = 0;
        _adjustment = unchecked(allocated - deallocated);
    }
}
