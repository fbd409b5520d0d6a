using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Stats;
using AllocSim.Allocator.Jemalloc.Threads;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Jemalloc.Huge;

/// <summary>The small extent cache: extents of the huge page allocator that were freed lately.</summary>
internal abstract class Sec
{
    /// <summary>Its locks.</summary>
    public abstract IEnumerable<SimMutex> Mutexes { get; }

    /// <summary>Its shards.</summary>
    public abstract int ShardCount { get; }

    /// <summary>Bytes cached, read without a lock.</summary>
    public abstract ulong CachedBytes { get; }

    /// <summary>An extent; <see cref="EdataTable.Null"/> when the huge page allocator has none to give either.</summary>
    /// <param name="thread">Who asks.</param>
    /// <param name="size">Bytes, whole pages.</param>
    /// <param name="alignment">Alignment in bytes.</param>
    /// <param name="slab">Whether it is for a slab.</param>
    /// <param name="zero">Whether it has to read as zero.</param>
    /// <param name="hasDeferredWork">Whether there is work to do that can wait.</param>
    public abstract int Alloc(Tsd? thread, ulong size, ulong alignment, bool slab, bool zero, ref bool hasDeferredWork);

    /// <summary>An extent is no longer in use.</summary>
    public abstract void Dalloc(Tsd? thread, int id, ref bool hasDeferredWork);

    /// <summary>Gives everything back. (sec_flush)</summary>
    public abstract void Flush(Tsd? thread);

    /// <summary>Gives everything back: extents are no longer asked for. (sec_disable)</summary>
    public abstract void Disable(Tsd? thread);

    /// <summary>Adds what it holds and did to a snapshot, each part read under its lock. (sec_stats_merge)</summary>
    public abstract void MergeStats(Tsd? thread, HpaShardStats into);

    /// <summary>The counters of all its locks, each read under it. (sec_mutex_stats_read)</summary>
    public abstract MutexProfile ReadMutexes(Tsd? thread);

    /// <summary>Bytes that a shard has cached.</summary>
    public abstract ulong BytesOf(int shard);

    /// <summary>Appends the extents that a shard has cached.</summary>
    public abstract void AddTo(int shard, List<int> ids);

    /// <summary>Appends the cached extents.</summary>
    public void AddTo(List<int> ids)
    {
        for (int shard = 0; shard < ShardCount; shard++)
        {
            AddTo(shard, ids);
        }
    }
}
