using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Metadata;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Pages;
using AllocSim.Allocator.Jemalloc.Stats;
using AllocSim.Allocator.Jemalloc.Threads;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Jemalloc.Huge;

/// <summary>The small extent cache of 5.3.0: shards with a lock each; the huge page allocator is asked while none is held.</summary>
/// <remarks>Source: jemalloc 5.3.0, `src/sec.c`.</remarks>
internal sealed class SecByShard : Sec
{
    private readonly SecShard[] _shards;
    private bool _isDisabled;

    private SecByShard(HpaShard hpa, PacContext context, JemallocOptions options, int classes)
        : base(hpa, context, options)
    {
        _shards = [.. Enumerable.Range(0, ShardCount).Select(_ => new SecShard(Table, classes, context.Machine.LockRecorder))];
    }

    /// <summary>Makes an arena's cache; null when there is no memory for its records.</summary>
    public static SecByShard? Create(Tsd? thread, HpaShard hpa, BaseAllocator metadata, PacContext context, JemallocOptions options)
    {
        int classes = ClassesOf(context, options);
        return TryReserve(thread, metadata, context, options.HpaSecNshards * (context.Records.SecShard + ((ulong)classes * context.Records.SecBin))) ? new SecByShard(hpa, context, options, classes) : null;
    }

    /// <inheritdoc/>
    public override IEnumerable<SimMutex> Mutexes => _shards.Select(shard => shard.Mutex);

    /// <inheritdoc/>
    public override ulong CachedBytes => _shards.Aggregate(0UL, (sum, shard) => sum + shard.Bytes);

    /// <inheritdoc/>
    public override int Alloc(Tsd? thread, ulong size, ulong alignment, bool slab, bool zero, ref bool hasDeferredWork)
    {
        if (zero || alignment > Table.PageMask + 1 || !IsCached(size))
        {
            return Hpa.Alloc(thread, size, alignment, zero, ref hasDeferredWork);
        }

        SecShard shard = Own(thread);
        ref SecBin bin = ref shard.Bins[Sizes.PageSizeToIndex(size)];
        shard.Mutex.Lock(thread);
        int id = shard.TakeFirst(ref bin);
        shard.Mutex.Unlock(thread);
        if (id != EdataTable.Null)
        {
            return id;
        }

        // The library lets one thread at a time fill a bin; between a look into the bin and its filling nobody else acts here.
        return Options.HpaSecBatchFillExtra > 0
            ? FillAndAlloc(thread, shard, ref bin, size)
            : Hpa.Alloc(thread, size, alignment, zero, ref hasDeferredWork);
    }

    /// <inheritdoc/>
    public override void Dalloc(Tsd? thread, int id, ref bool hasDeferredWork)
    {
        ulong size = Table[id].Size;
        if (!IsCached(size))
        {
            Flushed.Append(id);
            Hpa.DallocAll(thread, Flushed, ref hasDeferredWork);
            return;
        }

        SecShard shard = Own(thread);
        shard.Mutex.Lock(thread);
        if (_isDisabled)
        {
            shard.Mutex.Unlock(thread);
            Flushed.Append(id);
            Hpa.DallocAll(thread, Flushed, ref hasDeferredWork);
            return;
        }

        shard.Put(ref shard.Bins[Sizes.PageSizeToIndex(size)], id, size);
        FlushSomeAndUnlock(thread, shard);
    }

    /// <inheritdoc/>
    public override void Flush(Tsd? thread)
    {
        bool ignored = false;
        foreach (SecShard shard in _shards)
        {
            shard.Mutex.Lock(thread);
            shard.TakeAll(Flushed);
            Hpa.DallocAll(thread, Flushed, ref ignored);
            shard.Mutex.Unlock(thread);
        }
    }

    /// <inheritdoc/>
    /// <remarks>From now on it keeps nothing.</remarks>
    public override void Disable(Tsd? thread)
    {
        _isDisabled = true;
        Flush(thread);
    }

    /// <inheritdoc/>
    public override void MergeStats(Tsd? thread, HpaShardStats into)
    {
        foreach (SecShard shard in _shards)
        {
            shard.Mutex.Lock(thread);
            into.SecBytes += shard.Bytes;
            shard.Mutex.Unlock(thread);
        }
    }

    /// <inheritdoc/>
    public override ulong BytesOf(int shard) => _shards[shard].Bytes;

    /// <inheritdoc/>
    public override void AddTo(int shard, List<int> ids) => _shards[shard].AddTo(ids);

    private SecShard Own(Tsd? thread) => _shards[ShardOf(thread)];

    // (sec_batch_fill_and_alloc)
    private int FillAndAlloc(Tsd? thread, SecShard shard, ref SecBin bin, ulong size)
    {
        bool ignored = false;
        if (size <= Options.HpaSlabMaxAlloc)
        {
            Hpa.AllocBatch(thread, size, 1 + (int)Options.HpaSecBatchFillExtra, Filled, ref ignored);
        }

        int id = TakeFilled();
        shard.Mutex.Lock(thread);
        if (Filled.First == EdataTable.Null)
        {
            shard.Mutex.Unlock(thread);
            return id;
        }

        shard.PutAll(ref bin, Filled, size);
        FlushSomeAndUnlock(thread, shard);
        return id;
    }

    // Nothing while the shard holds no more than it may. (sec_flush_some_and_unlock)
    private void FlushSomeAndUnlock(Tsd? thread, SecShard shard)
    {
        if (shard.Bytes <= Options.HpaSecMaxBytes)
        {
            shard.Mutex.Unlock(thread);
            return;
        }

        shard.TakeDownTo(Options.HpaSecBytesAfterFlush, Flushed);
        shard.Mutex.Unlock(thread);
        bool ignored = false;
        Hpa.DallocAll(thread, Flushed, ref ignored);
    }
}
