using AllocSim.Allocator.Classic.Arenas;
using AllocSim.Allocator.Classic.Caches;

namespace AllocSim.Allocator.Classic.Threads;

/// <summary>What the library keeps in thread-local storage.</summary>
internal sealed class ThreadRecord
{
    /// <summary>Makes the state of a thread that has not called yet.</summary>
    public ThreadRecord(int id)
    {
        Id = id;
    }

    /// <summary>The trace's number of the thread.</summary>
    public int Id { get; }

    /// <summary>The arena it allocates from; null until it needs one. (arenas_tls)</summary>
    public Arena? Arena { get; set; }

    /// <summary>Bins of <see cref="Arena"/> where requests may go to them directly: the thread has an arena, no fill is asked for and no caches are used. Otherwise empty.</summary>
    public Bin[] Direct = [];

    /// <summary>Its cache; null before the first use and after a flush. (tcache_tls)</summary>
    public Tcache? Cache { get; set; }

    /// <summary>The cache was taken down with the thread: it gets no other. (tcache_tls being 1 or 2)</summary>
    public bool IsOver { get; set; }

    /// <summary>The last mapping was not aligned, so the next one is made the slow way. (mmap_unaligned_tls)</summary>
    public bool IsMmapUnaligned { get; set; }

    /// <summary>Bytes that the thread was given, but for those straight from <see cref="Direct"/>.</summary>
    public ulong Allocated;

    /// <summary>Bytes that the thread gave back, but for those straight to a bin.</summary>
    public ulong Deallocated;

    /// <summary>Bytes that the thread was given straight from <see cref="Direct"/>. <see cref="BinSums"/> has them not: a second sum at each call would cost 8 % of a replay.</summary>
    public ulong DirectAllocated;

    /// <summary>Bytes that the thread gave straight back to a bin.</summary>
    public ulong DirectDeallocated;

    /// <summary>Bytes that the thread was given. (thread.allocated)</summary>
    public ulong AllAllocated => Allocated + DirectAllocated;

    /// <summary>Bytes that the thread gave back. (thread.deallocated)</summary>
    public ulong AllDeallocated => Deallocated + DirectDeallocated;
}
