using AllocSim.Allocator.Jemalloc.Contended;
using AllocSim.Allocator.Jemalloc.Extents.Heaps;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Metadata;
using AllocSim.Allocator.Jemalloc.Threads;
using AllocSim.Simulator.Locks;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Jemalloc.Extents.Spare;

/// <summary>Spare extent records of an arena; a record is never given back to the base allocator.</summary>
/// <remarks>Source: jemalloc 5.3.0, `src/edata_cache.c`.</remarks>
internal sealed class EdataCache(EdataTable table, BaseAllocator baseAllocator, SimMachine machine)
{
    private PairingHeap<Edata, ByRecordAge> _available;

    /// <summary>The lock that statistics call extent_avail.</summary>
    public SimMutex Mutex { get; } = new("extent_avail", MutexRank.EdataCache, machine.LockRecorder);

    /// <summary>Spare records.</summary>
    public ulong Count { get; private set; }

    /// <summary>A record to fill in; <see cref="EdataTable.Null"/> when metadata has run out.</summary>
    public int Get(Tsd? thread)
    {
        Mutex.Lock(thread);
        machine.Costs?.Charge(JemallocCost.EdataAlloc);
        int id = _available.RemoveFirst(table);
        if (id == EdataTable.Null)
        {
            Mutex.Unlock(thread);
            return Make(thread);
        }

        Count--;
        Mutex.Unlock(thread);
        return id;
    }

    /// <summary>Appends the spare records, in no order that means anything.</summary>
    public void AddTo(List<int> ids) => _available.AddTo(table, ids);

    /// <summary>A new record, whether or not there are spare ones; <see cref="EdataTable.Null"/> when metadata has run out.</summary>
    public int Make(Tsd? thread) => baseAllocator.AllocEdata(thread);

    /// <summary>Moves the first spare records to the end of a list: so many, or all.</summary>
    public void MoveSome(Tsd? thread, int count, EdataList into)
    {
        Mutex.Lock(thread);
        machine.Costs?.Charge(JemallocCost.EdataAlloc);
        for (; count > 0; count--)
        {
            int id = _available.RemoveFirst(table);
            if (id == EdataTable.Null)
            {
                break;
            }

            into.Append(id);
            Count--;
        }

        Mutex.Unlock(thread);
    }

    /// <summary>Takes all records of a list back.</summary>
    public void TakeAll(Tsd? thread, EdataList from)
    {
        Mutex.Lock(thread);
        machine.Costs?.Charge(JemallocCost.EdataAlloc);
        for (int id = from.First; id != EdataTable.Null; id = from.First)
        {
            from.Remove(id);
            _available.Insert(table, id);
            Count++;
        }

        Mutex.Unlock(thread);
    }

    /// <summary>Takes a record back.</summary>
    public void Put(Tsd? thread, int id)
    {
        Mutex.Lock(thread);
        machine.Costs?.Charge(JemallocCost.EdataAlloc);
        _available.Insert(table, id);
        Count++;
        Mutex.Unlock(thread);
    }
}
