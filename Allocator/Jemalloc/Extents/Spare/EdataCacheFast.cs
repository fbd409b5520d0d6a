using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Extents.Spare;

/// <summary>A few spare extent records in front of an arena's pool of them, for a user that holds a lock of its own.</summary>
/// <remarks>Source: jemalloc 5.3.0, `src/edata_cache.c`, edata_cache_fast_t.</remarks>
internal sealed class EdataCacheFast(EdataTable table, EdataCache pool)
{
    private const int FillCount = 4;

    private readonly EdataList _spare = new(table);
    private bool _isDisabled;

    /// <summary>A record to fill in; <see cref="EdataTable.Null"/> when metadata has run out.</summary>
    public int Get(Tsd? thread)
    {
        if (_isDisabled)
        {
            return pool.Get(thread);
        }

        if (_spare.First == EdataTable.Null)
        {
            pool.MoveSome(thread, FillCount, _spare);
        }

        int id = _spare.First;
        if (id == EdataTable.Null)
        {
            return pool.Make(thread);
        }

        _spare.Remove(id);
        return id;
    }

    /// <summary>Takes a record back.</summary>
    public void Put(Tsd? thread, int id)
    {
        if (_isDisabled)
        {
            pool.Put(thread, id);
            return;
        }

        _spare.Prepend(id);
    }

    /// <summary>Gives all records to the pool, now and from now on.</summary>
    public void Disable(Tsd? thread)
    {
        pool.TakeAll(thread, _spare);
        _isDisabled = true;
    }

    /// <summary>Appends the spare records.</summary>
    public void AddTo(List<int> ids) => _spare.AddTo(ids);
}
