using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Metadata;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Pages;
using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Allocator.Jemalloc.Stats;
using AllocSim.Allocator.Jemalloc.Threads;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Jemalloc.Huge;

/// <summary>The small extent cache: extents of the huge page allocator that were freed lately.</summary>
internal abstract class Sec
{
    private protected Sec(HpaShard hpa, PacContext context, JemallocOptions options)
    {
        Hpa = hpa;
        Options = options;
        Sizes = context.Sizes;
        Table = context.Table;
        Filled = new EdataList(Table);
        Flushed = new EdataList(Table);
    }

    /// <summary>Its locks.</summary>
    public abstract IEnumerable<SimMutex> Mutexes { get; }

    /// <summary>Its shards.</summary>
    public int ShardCount => (int)Options.HpaSecNshards;

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
    public MutexProfile ReadMutexes(Tsd? thread)
    {
        MutexProfile sum = default;
        foreach (SimMutex mutex in Mutexes)
        {
            sum.Add(mutex.ReadLocked(thread));
        }

        return sum;
    }

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

    /// <summary>The huge page allocator behind it.</summary>
    private protected HpaShard Hpa { get; }

    /// <summary>The options.</summary>
    private protected JemallocOptions Options { get; }

    /// <summary>The size classes.</summary>
    private protected SizeClasses Sizes { get; }

    /// <summary>The records of extents.</summary>
    private protected EdataTable Table { get; }

    /// <summary>Extents that came from the huge page allocator, on their way.</summary>
    private protected EdataList Filled { get; }

    /// <summary>Extents that go back to it, on their way.</summary>
    private protected EdataList Flushed { get; }

    /// <summary>Page size classes that are cached.</summary>
    private protected static int ClassesOf(PacContext context, JemallocOptions options) => context.Sizes.PageSizeToIndex(options.HpaSecMaxAlloc & ~context.Table.PageMask) + 1;

    /// <summary>Takes memory for the records, all of which are written.</summary>
    /// <returns>False when there is none.</returns>
    private protected static bool TryReserve(Tsd? thread, BaseAllocator metadata, PacContext context, ulong bytes)
    {
        ulong address = metadata.Alloc(thread, bytes, RecordSizes.CacheLine);
        if (address == 0)
        {
            return false;
        }

        context.Machine.Touch(address, bytes);
        return true;
    }

    /// <summary>Whether extents of a size are cached.</summary>
    private protected bool IsCached(ulong size) => ShardCount != 0 && size <= Options.HpaSecMaxAlloc;

    /// <summary>A thread's shard, drawn at its first use; the number is kept as a byte, of which 255 means none. (sec_shard_pick)</summary>
    private protected int ShardOf(Tsd? thread)
    {
        if (thread is null)
        {
            return 0;
        }

        if (thread.SecShard == Tsd.NoSecShard)
        {
            thread.SecShard = (byte)((Prng.NextBits(ref thread.PrngState, 32) * (ulong)ShardCount) >> 32);
        }

        return thread.SecShard;
    }

    /// <summary>Takes one of the extents that were fetched; <see cref="EdataTable.Null"/> for none.</summary>
    private protected int TakeFilled()
    {
        int id = Filled.First;
        if (id != EdataTable.Null)
        {
            Filled.Remove(id);
        }

        return id;
    }
}
