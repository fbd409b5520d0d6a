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

/// <summary>The small extent cache of 5.3.0: shards with a lock each; the huge page allocator is asked while none is held.</summary>
/// <remarks>Source: jemalloc 5.3.0, `src/sec.c`.</remarks>
internal sealed class SecByShard : Sec
{
    private readonly HpaShard _hpa;
    private readonly JemallocOptions _options;
    private readonly SizeClasses _sizes;
    private readonly EdataTable _table;
    private readonly SecShard[] _shards;
    private readonly EdataList _filled;
    private readonly EdataList _flushed;
    private bool _isDisabled;

    private SecByShard(HpaShard hpa, PacContext context, JemallocOptions options, int classes)
    {
        _hpa = hpa;
        _options = options;
        _sizes = context.Sizes;
        _table = context.Table;
        _filled = new EdataList(_table);
        _flushed = new EdataList(_table);
        _shards = [.. Enumerable.Range(0, (int)options.HpaSecNshards).Select(_ => new SecShard(_table, classes, context.Machine.LockRecorder))];
    }

    /// <summary>Makes an arena's cache; null when there is no memory for its records.</summary>
    public static SecByShard? Create(Tsd? thread, HpaShard hpa, BaseAllocator metadata, PacContext context, JemallocOptions options)
    {
        ulong max = options.HpaSecMaxAlloc & ~context.Table.PageMask;
        int classes = context.Sizes.PageSizeToIndex(max) + 1;
        ulong bytes = options.HpaSecNshards * (context.Records.SecShard + ((ulong)classes * context.Records.SecBin));
        ulong address = metadata.Alloc(thread, bytes, RecordSizes.CacheLine);
        if (address == 0)
        {
            return null;
        }

        context.Machine.Touch(address, bytes);
        return new SecByShard(hpa, context, options, classes);
    }

    /// <inheritdoc/>
    public override IEnumerable<SimMutex> Mutexes => _shards.Select(shard => shard.Mutex);

    /// <inheritdoc/>
    public override ulong CachedBytes => _shards.Aggregate(0UL, (sum, shard) => sum + shard.Bytes);

    /// <inheritdoc/>
    public override int Alloc(Tsd? thread, ulong size, ulong alignment, bool slab, bool zero, ref bool hasDeferredWork)
    {
        if (zero || alignment > _table.PageMask + 1 || !IsCached(size))
        {
            return _hpa.Alloc(thread, size, alignment, zero, ref hasDeferredWork);
        }

        SecShard shard = ShardOf(thread);
        ref SecBin bin = ref shard.Bins[_sizes.PageSizeToIndex(size)];
        shard.Mutex.Lock(thread);
        int id = shard.TakeFirst(ref bin);
        shard.Mutex.Unlock(thread);
        if (id != EdataTable.Null)
        {
            return id;
        }

        // The library lets one thread at a time fill a bin; between a look into the bin and its filling nobody else acts here.
        return _options.HpaSecBatchFillExtra > 0
            ? FillAndAlloc(thread, shard, ref bin, size)
            : _hpa.Alloc(thread, size, alignment, zero, ref hasDeferredWork);
    }

    /// <inheritdoc/>
    public override void Dalloc(Tsd? thread, int id, ref bool hasDeferredWork)
    {
        ulong size = _table[id].Size;
        if (!IsCached(size))
        {
            _flushed.Append(id);
            _hpa.DallocAll(thread, _flushed, ref hasDeferredWork);
            return;
        }

        SecShard shard = ShardOf(thread);
        shard.Mutex.Lock(thread);
        if (_isDisabled)
        {
            shard.Mutex.Unlock(thread);
            _flushed.Append(id);
            _hpa.DallocAll(thread, _flushed, ref hasDeferredWork);
            return;
        }

        shard.Put(ref shard.Bins[_sizes.PageSizeToIndex(size)], id, size);
        FlushSomeAndUnlock(thread, shard);
    }

    /// <inheritdoc/>
    public override void Flush(Tsd? thread)
    {
        bool ignored = false;
        foreach (SecShard shard in _shards)
        {
            shard.Mutex.Lock(thread);
            shard.TakeAll(_flushed);
            _hpa.DallocAll(thread, _flushed, ref ignored);
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
    public override MutexProfile ReadMutexes(Tsd? thread)
    {
        MutexProfile sum = default;
        foreach (SecShard shard in _shards)
        {
            shard.Mutex.Lock(thread);
            sum.Add(shard.Mutex.Profile);
            shard.Mutex.Unlock(thread);
        }

        return sum;
    }

    /// <inheritdoc/>
    public override int ShardCount => _shards.Length;

    /// <inheritdoc/>
    public override ulong BytesOf(int shard) => _shards[shard].Bytes;

    /// <inheritdoc/>
    public override void AddTo(int shard, List<int> ids) => _shards[shard].AddTo(ids);

    private bool IsCached(ulong size) => _shards.Length != 0 && size <= _options.HpaSecMaxAlloc;

    // Drawn at a thread's first use; the number is kept as a byte, of which 255 means none. (sec_shard_pick)
    private SecShard ShardOf(Tsd? thread)
    {
        if (thread is null)
        {
            return _shards[0];
        }

        if (thread.SecShard == Tsd.NoSecShard)
        {
            thread.SecShard = (byte)((Prng.NextBits(ref thread.PrngState, 32) * (ulong)_shards.Length) >> 32);
        }

        return _shards[thread.SecShard];
    }

    // (sec_batch_fill_and_alloc)
    private int FillAndAlloc(Tsd? thread, SecShard shard, ref SecBin bin, ulong size)
    {
        bool ignored = false;
        if (size <= _options.HpaSlabMaxAlloc)
        {
            _hpa.AllocBatch(thread, size, 1 + (int)_options.HpaSecBatchFillExtra, _filled, ref ignored);
        }

        int id = _filled.First;
        if (id != EdataTable.Null)
        {
            _filled.Remove(id);
        }

        shard.Mutex.Lock(thread);
        if (_filled.First == EdataTable.Null)
        {
            shard.Mutex.Unlock(thread);
            return id;
        }

        shard.PutAll(ref bin, _filled, size);
        FlushSomeAndUnlock(thread, shard);
        return id;
    }

    // Nothing while the shard holds no more than it may. (sec_flush_some_and_unlock)
    private void FlushSomeAndUnlock(Tsd? thread, SecShard shard)
    {
        if (shard.Bytes <= _options.HpaSecMaxBytes)
        {
            shard.Mutex.Unlock(thread);
            return;
        }

        shard.TakeDownTo(_options.HpaSecBytesAfterFlush, _flushed);
        shard.Mutex.Unlock(thread);
        bool ignored = false;
        _hpa.DallocAll(thread, _flushed, ref ignored);
    }
}
