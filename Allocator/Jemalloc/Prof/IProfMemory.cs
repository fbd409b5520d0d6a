using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Prof;

/// <summary>Memory for the profiler's own records: objects of the allocator's, taken past the thread's cache and counted as internal.</summary>
/// <remarks>Addresses; 0 when memory has run out.</remarks>
internal interface IProfMemory
{
    /// <summary>A record from the first arena. (iallocztm from arena 0)</summary>
    ulong Allocate(Tsd thread, ulong bytes);

    /// <summary>A record from the arena that serves the allocator on the thread's behalf. (iallocztm from arena_ichoose)</summary>
    ulong AllocateNear(Tsd thread, ulong bytes);

    /// <summary>A zeroed table from that arena, aligned to a cache line. (ipallocztm from arena_ichoose)</summary>
    ulong AllocateTable(Tsd thread, ulong bytes);

    /// <summary>A buffer from the first arena, of which only so many bytes are written to. (buf_writer_init)</summary>
    ulong AllocateBuffer(Tsd thread, ulong bytes, ulong usedBytes);

    /// <summary>Gives any of them back. (idalloctm)</summary>
    void Free(Tsd thread, ulong address);

    /// <summary>Memory for good, from the first arena's base. (base_alloc)</summary>
    ulong AllocateForGood(Tsd thread, ulong bytes);
}
