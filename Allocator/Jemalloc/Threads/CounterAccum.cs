namespace AllocSim.Allocator.Jemalloc.Threads;

/// <summary>Counts bytes and tells each time that an interval is full.</summary>
/// <remarks>Source: jemalloc 5.3.0, `src/counter.c`.</remarks>
internal struct CounterAccum
{
    private ulong _bytes;

    /// <summary>Counts bytes.</summary>
    /// <returns>Whether an interval of so many bytes, at least 1, is full; what is beyond it counts towards the next.</returns>
    public bool Add(ulong bytes, ulong interval)
    {
        _bytes += bytes;
        bool isFull = _bytes >= interval;
        _bytes %= interval;
        return isFull;
    }
}
