using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Jemalloc.Huge;

/// <summary>Cached extents of one size in one shard, with a lock of their own.</summary>
/// <remarks>Source: jemalloc 5.3.1, `include/jemalloc/internal/sec.h`, sec_bin_t.</remarks>
internal sealed class SecLane(EdataTable table, ILockRecorder? recorder)
{
    /// <summary>The lock.</summary>
    public SimMutex Mutex { get; } = new("sec_bin", MutexRank.SecShard, recorder);

    /// <summary>The extents.</summary>
    public EdataList Free { get; } = new(table);

    /// <summary>Bytes in them.</summary>
    public ulong Bytes;

    /// <summary>Requests served.</summary>
    public ulong Hits;

    /// <summary>Requests not served.</summary>
    public ulong Misses;

    /// <summary>Frees that made it give back.</summary>
    public ulong FlushingFrees;

    /// <summary>Frees that did not.</summary>
    public ulong PlainFrees;

    /// <summary>Fills that brought it beyond its limit.</summary>
    public ulong Overfills;

    /// <summary>Takes the extent that came last; <see cref="EdataTable.Null"/> for none.</summary>
    public int TakeFirst()
    {
        int id = Free.First;
        if (id != EdataTable.Null)
        {
            Free.Remove(id);
            Bytes -= table[id].Size;
            Hits++;
        }

        return id;
    }
}
