using AllocSim.Allocator.Jemalloc.Extents.Heaps;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Stats;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Jemalloc.Slabs;

/// <summary>The slabs of one size class in an arena, or of one shard of them.</summary>
/// <remarks>Source: jemalloc 5.3.0, `include/jemalloc/internal/bin.h`.</remarks>
internal sealed class Bin(EdataTable table, ILockRecorder? recorder)
{
    /// <summary>Counters.</summary>
    public BinStats Stats;

    /// <summary>Slabs with free regions, the current one excepted.</summary>
    public PairingHeap<Edata, BySerialAndAddress> SlabsNonfull;

    /// <summary>The lock.</summary>
    public SimMutex Lock { get; } = new("bin", MutexRank.Bin, recorder);

    /// <summary>Slabs, as far as threads bring them for each other.</summary>
    public Supply Supply => new(Lock);

    /// <summary>The slab that regions are taken from; <see cref="EdataTable.Null"/> for none.</summary>
    public int SlabCurrent { get; set; }

    /// <summary>Slabs without free regions; kept for manual arenas only, which can be reset.</summary>
    public EdataList SlabsFull { get; } = new(table);
}
