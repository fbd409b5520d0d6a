using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Metadata;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Pages;
using AllocSim.Allocator.Jemalloc.Stats;
using AllocSim.Allocator.Jemalloc.Threads;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Jemalloc.Huge;

/// <summary>The small extent cache of 5.3.1: a lock and a limit for each size of each shard; what it fetches beyond the one extent asked for, it keeps.</summary>
/// <remarks>Source: jemalloc 5.3.1, `src/sec.c` and `src/hpa.c` (hpa_alloc, hpa_dalloc).</remarks>
internal sealed class SecByLane : Sec
{
    private readonly int _classes;
    private readonly SecLane[] _lanes;

    private SecByLane(HpaShard hpa, PacContext context, JemallocOptions options, int classes)
        : base(hpa, context, options)
    {
        _classes = classes;
        _lanes = [.. Enumerable.Range(0, ShardCount * classes).Select(_ => new SecLane(Table, context.Machine.LockRecorder))];
    }

    /// <summary>Makes an arena's cache; null when there is no memory for its records.</summary>
    public static SecByLane? Create(Tsd? thread, HpaShard hpa, BaseAllocator metadata, PacContext context, JemallocOptions options)
    {
        int classes = ClassesOf(context, options);
        return options.HpaSecNshards != 0 && !TryReserve(thread, metadata, context, options.HpaSecNshards * (ulong)classes * context.Records.SecBin) ? null : new SecByLane(hpa, context, options, classes);
    }

    /// <inheritdoc/>
    public override IEnumerable<SimMutex> Mutexes => _lanes.Select(lane => lane.Mutex);

    /// <inheritdoc/>
    public override ulong CachedBytes => _lanes.Aggregate(0UL, (sum, lane) => sum + lane.Bytes);

    /// <inheritdoc/>
    public override int Alloc(Tsd? thread, ulong size, ulong alignment, bool slab, bool zero, ref bool hasDeferredWork)
    {
        if (alignment > Table.PageMask + 1 || zero || (size > Options.HpaSlabMaxAlloc && !(slab && size <= JemallocOptions.HugePage)))
        {
            return EdataTable.Null;
        }

        bool isCached = IsCached(size);
        int id = isCached ? Take(thread, size) : EdataTable.Null;
        if (id != EdataTable.Null)
        {
            return id;
        }

        Hpa.AllocBatch(thread, size, isCached ? (int)Options.HpaSecBatchFillExtra + 1 : 1, Filled, ref hasDeferredWork);
        id = TakeFilled();
        if (Filled.First != EdataTable.Null)
        {
            Fill(thread, size);
            if (Filled.First != EdataTable.Null)
            {
                Hpa.DallocAll(thread, Filled, ref hasDeferredWork);
            }
        }

        return id;
    }

    /// <inheritdoc/>
    public override void Dalloc(Tsd? thread, int id, ref bool hasDeferredWork)
    {
        ulong size = Table[id].Size;
        if (!IsCached(size))
        {
            Flushed.Append(id);
        }
        else
        {
            Put(thread, id, size);
        }

        if (Flushed.First == EdataTable.Null)
        {
            hasDeferredWork = false;
            return;
        }

        Hpa.DallocAll(thread, Flushed, ref hasDeferredWork);
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
                Flushed.Append(id);
            }

            lane.Mutex.Unlock(thread);
        }

        bool ignored = false;
        Hpa.DallocAll(thread, Flushed, ref ignored);
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

    private SecLane LaneOf(int shard, ulong size) => _lanes[(shard * _classes) + Sizes.PageSizeToIndex(size)];

    // All shards are tried in turn, as long as nobody has them; then the thread's own once more, whoever has it. (sec_multishard_trylock_alloc)
    private int Take(Tsd? thread, ulong size)
    {
        int own = ShardCount == 1 ? 0 : ShardOf(thread);
        for (int i = 0; ShardCount > 1 && i < ShardCount; i++)
        {
            SecLane lane = LaneOf((own + i) % ShardCount, size);
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
        int own = ShardCount == 1 ? 0 : ShardOf(thread);
        for (int i = 0; ShardCount > 1 && i < ShardCount; i++)
        {
            SecLane lane = LaneOf((own + i) % ShardCount, size);
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
        if (lane.Bytes <= Options.HpaSecMaxBytes)
        {
            lane.PlainFrees++;
            return;
        }

        lane.FlushingFrees++;
        ulong target = Options.HpaSecMaxBytes - (Options.HpaSecMaxBytes >> 2);
        for (int last = lane.Free.Last; lane.Bytes > target && last != EdataTable.Null; last = lane.Free.Last)
        {
            lane.Free.Remove(last);
            lane.Bytes -= Table[last].Size;
            Flushed.Append(last);
        }
    }

    // As many as there is room for. (sec_fill)
    private void Fill(Tsd? thread, ulong size)
    {
        SecLane lane = LaneOf(ShardOf(thread), size);
        lane.Mutex.Lock(thread);
        for (int id = Filled.First; id != EdataTable.Null; id = Filled.First)
        {
            if (lane.Bytes + size > Options.HpaSecMaxBytes)
            {
                lane.Overfills++;
                break;
            }

            Filled.Remove(id);
            lane.Free.Append(id);
            lane.Bytes += size;
        }

        lane.Mutex.Unlock(thread);
    }
}
