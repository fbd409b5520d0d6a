using AllocSim.Allocator.Jemalloc.Arenas;
using AllocSim.Allocator.Jemalloc.Caches;
using AllocSim.Allocator.Jemalloc.Prof.Records;

namespace AllocSim.Allocator.Jemalloc.Threads;

/// <summary>What jemalloc keeps for a thread in its thread-local block. (tsd_t)</summary>
/// <remarks>Source: jemalloc 5.3.0, `include/jemalloc/internal/tsd.h`.</remarks>
internal sealed class Tsd(int id, int blockId, ulong blockAddress, int binCount)
{
    /// <summary>Number of the thread in the trace.</summary>
    public int Id { get; } = id;

    /// <summary>A number for the thread's block: mutexes know their owner by it, so a thread that gets the block of one that ended is taken for the same.</summary>
    public int BlockId { get; } = blockId;

    /// <summary>Where the block lies; seeds the thread's generator.</summary>
    public ulong BlockAddress { get; } = blockAddress;

    /// <summary>How far the state is set up.</summary>
    public ThreadPhase Phase { get; set; }

    /// <summary>Bytes allocated, and their events.</summary>
    public EventCounter Allocated;

    /// <summary>Bytes freed, and their events.</summary>
    public EventCounter Deallocated;

    /// <summary>The bins of <see cref="Tcache"/>, at hand for the fast path; without a cache, bins that are both empty and full.</summary>
    public CacheBin[] Bins = NoBins;

    /// <summary>The slots of <see cref="Tcache"/>.</summary>
    public ulong[] Slots = [];

    private static readonly CacheBin[] NoBins = new CacheBin[256];

    private Tcache? _tcache;

    /// <summary>The thread's cache; null until it is first needed.</summary>
    public Tcache? Tcache
    {
        get => _tcache;
        set
        {
            _tcache = value;
            Bins = value?.Bins ?? NoBins;
            Slots = value?.Slots ?? [];
        }
    }

    /// <summary>Leaves of the page map that the thread has looked up; null where the release does nothing by them.</summary>
    public LeafCache? Leaves { get; init; }

    /// <summary>How the thread's cache is, or was last, laid out; null while it has had none.</summary>
    public TcacheLayout? CacheLayout { get; set; }

    /// <summary>Whether the thread uses its cache.</summary>
    public bool IsTcacheEnabled { get; set; }

    /// <summary>Above 0 while jemalloc calls itself; then no cache is used and arena 0 serves.</summary>
    public int ReentrancyLevel { get; set; }

    /// <summary>Calls of a thread that so far has only freed.</summary>
    public int MinimalFetches { get; set; }

    /// <summary>Arena for the thread's own objects.</summary>
    public Arena? Arena { get; set; }

    /// <summary>Arena for the allocator's objects on behalf of the thread.</summary>
    public Arena? InternalArena { get; set; }

    /// <summary>Shard of each bin that the thread uses.</summary>
    public byte[] BinShards { get; } = new byte[binCount];

    /// <summary>No shard yet.</summary>
    public const byte NoSecShard = byte.MaxValue;

    /// <summary>Shard of the small extent cache that the thread uses in every arena; <see cref="NoSecShard"/> until the first use.</summary>
    public byte SecShard { get; set; } = NoSecShard;

    /// <summary>Bytes to allocate until the thread next counts for statistics printed on the way.</summary>
    public ulong StatsWait { get; set; }

    /// <summary>Bytes that it had allocated when it last did.</summary>
    public ulong LastStats { get; set; }

    /// <summary>State of the thread's generator.</summary>
    public ulong PrngState;

    /// <summary>By arena, operations until the next look at decay, where a thread counts for each arena; null without a table.</summary>
    public int[]? ArenaTicks;

    /// <summary>Where that table lies.</summary>
    public ulong ArenaTicksAddress { get; set; }

    /// <summary>The thread must not make such a table: it is being set up, has only freed, or ends.</summary>
    public bool IsWithoutArenaTicks { get; set; }

    /// <summary>Counts operations down to the next look at decay.</summary>
    public GeometricTicker DecayTicker = new(GeometricTicker.DecayTicks);

    /// <summary>Slabs to come until one of them, the last of so many, is guarded; counts only where the option san_guard_small is set. (san_extents_until_guard_small)</summary>
    public ulong ExtentsUntilGuardSmall;

    /// <summary>Large extents to come, likewise. (san_extents_until_guard_large)</summary>
    public ulong ExtentsUntilGuardLarge;

    /// <summary>Largest difference between bytes allocated and freed since it was reset.</summary>
    public ThreadPeak Peak;

    /// <summary>Bytes from the last event to the next sample of the heap profiler.</summary>
    public ulong SampleWait;

    /// <summary>Bytes allocated when the last sample was due.</summary>
    public ulong LastSample;

    /// <summary>The heap profiler's record of the thread; null until it has taken a sample.</summary>
    public ProfTdata? ProfTdata { get; set; }

    /// <summary>Whether the thread is set up in full.</summary>
    public bool IsNominal => Phase is ThreadPhase.Nominal or ThreadPhase.NominalSlow;

    /// <summary>The cache, if the thread has one and uses it.</summary>
    public Tcache? AvailableTcache => IsTcacheEnabled ? Tcache : null;
}
