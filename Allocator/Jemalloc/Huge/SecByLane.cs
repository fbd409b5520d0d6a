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

/// <summary>The small extent cache of 5.3.1: a lock and a limit for each size of each shard; what it fetches beyond the one extent asked for, it keeps.</summary>
/// <remarks>Source: jemalloc 5.3.1, `src/sec.c` and `src/hpa.c` (hpa_alloc, hpa_dalloc).</remarks>
internal sealed class SecByLane : Sec
{
    private readonly HpaShard _hpa;
    private readonly JemallocOptions _options;
    private readonly SizeClasses _sizes;
    private readonly EdataTable _table;
    private readonly int _shards;
    private readonly int _classes;
    private readonly SecLane[] _lanes;
    private readonly EdataList _filled;
    private readonly EdataList _flushed;

    private SecByLane(HpaShard hpa, PacContext context, JemallocOptions options, int classes)
    {
        _hpa = hpa;
        _options = options;
        _sizes = context.Sizes;
        _table = context.Table;
        _shards = (int)options.HpaSecNshards;
        _classes = classes;
        _filled = new EdataList(_table);
        _flushed = new EdataList(_table);
        _lanes = [.. Enumerable.Range(0, _shards * classes).Select(_ => new SecLane(_table, context.Machine.LockRecorder))];
    }

    /// <summary>Makes an arena's cache; null when there is no memory for its records.</summary>
    public static SecByLane? Create(Tsd? thread, HpaShard hpa, BaseAllocator metadata, PacContext context, JemallocOptions options)
    {
        int classes = context.Sizes.PageSizeToIndex(options.HpaSecMaxAlloc & ~context.Table.PageMask) + 1;
        if (options.HpaSecNshards != 0)
        {
            ulong bytes = options.HpaSecNshards * (ulong)classes * context.Records.SecBin;
            ulong address = metadata.Alloc(thread, bytes, RecordSizes.CacheLine);
            if (address == 0)
            {
                return null;
            }

            context.Machine.Touch(address, bytes);
        }

        return new SecByLane(hpa, context, options, classes);
    }

    /// <inheritdoc/>
    public override IEnumerable<SimMutex> Mutexes => _lanes.Select(lane => lane.Mutex);

    /// <inheritdoc/>
    public override ulong CachedBytes => _lanes.Aggregate(0UL, (sum, lane) => sum + lane.Bytes);

    /// <inheritdoc/>
    public override int Alloc(Tsd? thread, ulong size, ulong alignment, bool slab, bool zero, ref bool hasDeferredWork)
    {
        if (alignment > _table.PageMask + 1 || zero || (size > _options.HpaSlabMaxAlloc && !(slab && size <= JemallocOptions.HugePage)))
        {
            return EdataTable.Null;
        }

        bool isCached = IsCached(size);
        int id = isCached ? Take(thread, size) : EdataTable.Null;
        if (id != EdataTable.Null)
        {
            return id;
        }

        _hpa.AllocBatch(thread, size, isCached ? (int)_options.HpaSecBatchFillExtra + 1 : 1, _filled, ref hasDeferredWork);
        id = _filled.First;
        if (id != EdataTable.Null)
        {
            _filled.Remove(id);
        }

        if (_filled.First != EdataTable.Null)
        {
            Fill(thread, size);
            if (_filled.First != EdataTable.Null)
            {
                _hpa.DallocAll(thread, _filled, ref hasDeferredWork);
            }
        }

        return id;
    }

    /// <inheritdoc/>
    public override void Dalloc(Tsd? thread, int id, ref bool hasDeferredWork)
    {
        ulong size = _table[id].Size;
        if (!IsCached(size))
        {
            _flushed.Append(id);
        }
        else
        {
            Put(thread, id, size);
        }

        if (_flushed.First == EdataTable.Null)
        {
            hasDeferredWork = false;
            return;
        }

        _hpa.DallocAll(thread, _flushed, ref hasDeferredWork);
    }

    /// <inheritdoc/>
    public override void Flush(Tsd? thread)
    {
        foreach (SecLane lane in _lanes)
        {
            lane.Mutex.Lock(thread);
            lane.Bytes = 0;
            for (int id = lane.Free.First; id != EdataTable.Null; id = lane.Free.First)
            {
                lane.Free.Remove(id);
                _flushed.Append(id);
            }

            lane.Mutex.Unlock(thread);
        }

        bool ignored = false;
        _hpa.DallocAll(thread, _flushed, ref ignored);
    }

    /// <inheritdoc/>
    /// <remarks>What comes back later is kept as before.</remarks>
    public override void Disable(Tsd? thread) => Flush(thread);

    /// <inheritdoc/>
    public override void MergeStats(Tsd? thread, HpaShardStats into)
    {
        foreach (SecLane lane in _lanes)
        {
            lane.Mutex.Lock(thread);
            into.SecBytes += lane.Bytes;
            into.SecHits += lane.Hits;
            into.SecMisses += lane.Misses;
            into.SecFlushingFrees += lane.FlushingFrees;
            into.SecPlainFrees += lane.PlainFrees;
            into.SecOverfills += lane.Overfills;
            lane.Mutex.Unlock(thread);
        }
    }

    /// <inheritdoc/>
    public override MutexProfile ReadMutexes(Tsd? thread)
    {
        MutexProfile sum = default;
        foreach (SecLane lane in _lanes)
        {
            sum.Add(lane.Mutex.ReadLocked(thread));
        }

        return sum;
    }

    /// <inheritdoc/>
    public override int ShardCount => _shards;

    /// <inheritdoc/>
    public override ulong BytesOf(int shard) => LanesOf(shard).Aggregate(0UL, (sum, lane) => sum + lane.Bytes);

    /// <inheritdoc/>
    public override void AddTo(int shard, List<int> ids)
    {
        foreach (SecLane lane in LanesOf(shard))
        {
            lane.Free.AddTo(ids);
        }
    }

    private ArraySegment<SecLane> LanesOf(int shard) => new(_lanes, shard * _classes, _classes);

    private bool IsCached(ulong size) => _shards != 0 && size <= _options.HpaSecMaxAlloc;

    private SecLane LaneOf(int shard, ulong size) => _lanes[(shard * _classes) + _sizes.PageSizeToIndex(size)];

    // Drawn at a thread's first use. (sec_shard_pick)
    private int ShardOf(Tsd? thread)
    {
        if (thread is null)
        {
            return 0;
        }

        if (thread.SecShard == Tsd.NoSecShard)
        {
            thread.SecShard = (byte)((Prng.NextBits(ref thread.PrngState, 32) * (ulong)_shards) >> 32);
        }

        return thread.SecShard;
    }

    // All shards are tried in turn, as long as nobody has them; then the thread's own once more, whoever has it. (sec_multishard_trylock_alloc)
    private int Take(Tsd? thread, ulong size)
    {
        int own = _shards == 1 ? 0 : ShardOf(thread);
        for (int i = 0; _shards > 1 && i < _shards; i++)
        {
            SecLane lane = LaneOf((own + i) % _shards, size);
            if (lane.Mutex.TryLock(thread))
            {
                int found = lane.TakeFirst();
                lane.Mutex.Unlock(thread);
                if (found != EdataTable.Null)
                {
                    return found;
                }
            }
        }

        SecLane last = LaneOf(own, size);
        last.Mutex.Lock(thread);
        int id = last.TakeFirst();
        last.Misses += id == EdataTable.Null ? 1UL : 0;
        last.Mutex.Unlock(thread);
        return id;
    }

    // (sec_multishard_trylock_dalloc)
    private void Put(Tsd? thread, int id, ulong size)
    {
        int own = _shards == 1 ? 0 : ShardOf(thread);
        for (int i = 0; _shards > 1 && i < _shards; i++)
        {
            SecLane lane = LaneOf((own + i) % _shards, size);
            if (lane.Mutex.TryLock(thread))
            {
                Put(lane, id, size);
                lane.Mutex.Unlock(thread);
                return;
            }
        }

        SecLane last = LaneOf(own, size);
        last.Mutex.Lock(thread);
        Put(last, id, size);
        last.Mutex.Unlock(thread);
    }

    // Beyond the limit, the longest unused go until three quarters of it are left. (sec_bin_dalloc_locked)
    private void Put(SecLane lane, int id, ulong size)
    {
        lane.Bytes += size;
        lane.Free.Prepend(id);
        if (lane.Bytes <= _options.HpaSecMaxBytes)
        {
            lane.PlainFrees++;
            return;
        }

        lane.FlushingFrees++;
        ulong target = _options.HpaSecMaxBytes - (_options.HpaSecMaxBytes >> 2);
        for (int last = lane.Free.Last; lane.Bytes > target && last != EdataTable.Null; last = lane.Free.Last)
        {
            lane.Free.Remove(last);
            lane.Bytes -= _table[last].Size;
            _flushed.Append(last);
        }
    }

    // As many as there is room for. (sec_fill)
    private void Fill(Tsd? thread, ulong size)
    {
        SecLane lane = LaneOf(ShardOf(thread), size);
        lane.Mutex.Lock(thread);
        for (int id = _filled.First; id != EdataTable.Null; id = _filled.First)
        {
            if (lane.Bytes + size > _options.HpaSecMaxBytes)
            {
                lane.Overfills++;
                break;
            }

            _filled.Remove(id);
            lane.Free.Append(id);
            lane.Bytes += size;
        }

        lane.Mutex.Unlock(thread);
    }
}
