namespace AllocSim.Simulator.Allocation;

/// <summary>The seam an allocator plugs into: the calls of a traced program.</summary>
/// <remarks>
/// Implemented by one-field structs over the allocator's class, so that the replay loop is compiled once per allocator and its calls are inlined.
/// Addresses are simulated; 0 is the null pointer and means failure where a pointer is returned. Thread numbers are the trace's.
/// Before each call the replay has set the machine's clock.
/// </remarks>
public interface IAllocator
{
    /// <summary>The process starts, with its main thread; a real library starts when it is loaded. Does nothing when the allocator has started, as its first call makes it do.</summary>
    void Start(int mainThread);

    /// <summary>malloc.</summary>
    ulong Malloc(int thread, ulong size);

    /// <summary>calloc; null when count times size overflows.</summary>
    ulong Calloc(int thread, ulong count, ulong size);

    /// <summary>posix_memalign; 0 where the call would refuse.</summary>
    ulong Memalign(int thread, ulong alignment, ulong size);

    /// <summary>aligned_alloc.</summary>
    ulong AlignedAlloc(int thread, ulong alignment, ulong size);

    /// <summary>realloc; <paramref name="address"/> 0 is a null pointer.</summary>
    ulong Realloc(int thread, ulong address, ulong size);

    /// <summary>free; of 0 does nothing.</summary>
    void Free(int thread, ulong address);

    /// <summary>The thread ends: what it kept for itself is given up.</summary>
    void ThreadExit(int thread);

    /// <summary>malloc_usable_size: bytes the object could use, 0 for a null pointer.</summary>
    ulong UsableSize(ulong address);

    /// <summary>Fills in the totals as they are now, without side effects on the allocator.</summary>
    void ReadTotals(ref HeapTotals totals);
}
