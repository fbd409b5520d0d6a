using AllocSim.Allocator.Jemalloc.Extents.Holds;
using AllocSim.Allocator.Jemalloc.Extents.PageMap;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Extents.Spare;
using AllocSim.Allocator.Jemalloc.Kernel;
using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Allocator.Jemalloc.Tables.Snapshots;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Extents;

/// <summary>What can be done with the extents of one arena: take one from a cache, split, merge, grow, give back.</summary>
/// <remarks>
/// One file a concern: taking from a cache (Recycle), obtaining more (Grow), giving back and merging (Record), splitting and merging (Split), guard pages (Guard).
/// Source: jemalloc 5.3.0, `src/extent.c`.
/// </remarks>
internal sealed partial class ExtentManager
{
    private const int NoLimit = 64;

    private readonly ExtentHome _home;
    private readonly EdataTable _table;
    private readonly Emap _emap;
    private readonly EdataCache _records;
    private readonly PageHooks _hooks;
    private readonly ExtentHooks _own;
    private readonly SizeClasses _sizes;
    private readonly int _lgMaxActiveFit;
    private readonly CacheHold _hold;
    private readonly ulong _pageSize;
    private readonly SerialHabits _serials;
    private ulong _nextSerial;
    private ExtentCounts _counts;

    /// <summary>The operations for an arena's page allocator.</summary>
    /// <param name="home">The arena.</param>
    /// <param name="table">The records of all extents.</param>
    /// <param name="emap">The page map.</param>
    /// <param name="records">Spare records of the arena.</param>
    /// <param name="hooks">Calls to the system.</param>
    /// <param name="sizes">The size classes.</param>
    /// <param name="lgMaxActiveFit">An unused extent serves a request when it is less than 2 to this power times as large. (lg_extent_max_active_fit)</param>
    /// <param name="hold">Whether a cache's lock is kept while extents are cut up or joined.</param>
    /// <param name="serials">What uses up serial numbers.</param>
    public ExtentManager(ExtentHome home, EdataTable table, Emap emap, EdataCache records, PageHooks hooks, SizeClasses sizes, int lgMaxActiveFit, CacheHold hold, SerialHabits serials)
    {
        _home = home;
        _table = table;
        _emap = emap;
        _records = records;
        _hooks = hooks;
        _own = new ExtentHooks(hooks);
        _sizes = sizes;
        _lgMaxActiveFit = lgMaxActiveFit;
        _hold = hold;
        _serials = serials;
        _pageSize = (ulong)sizes.PageSize;
        _growth = new ExponentialGrowth(sizes);
    }

    /// <summary>Extents of at least this many bytes are not kept dirty.</summary>
    public ulong OversizeThreshold { get; set; }

    /// <summary>The arena's extent hooks.</summary>
    public ExtentHooks Hooks => _own;

    /// <summary>Mappings that were lost as there was no room for them in the page map.</summary>
    public ulong LostFresh { get; private set; }

    /// <summary>How extents were come by.</summary>
    public ref readonly ExtentCounts Counts => ref _counts;

    /// <summary>Lets the kernel take an extent's pages when it needs them; false where the hooks do not. (extent_purge_lazy_wrapper)</summary>
    public bool TryPurgeLazily(int id)
    {
        ref Edata edata = ref _table[id];
        return _own.Serves(HookCalls.PurgeLazily) && _hooks.TryPurgeLazily(_table.BaseOf(edata), edata.Size);
    }

    private bool TryRegister(Tsd? thread, int id) => _emap.TryRegisterBoundary(thread, id, _sizes.Count, slab: false);

    // For the heap profiler. (extent_gdump_add)
    private void CountMapped(Tsd? thread, int id)
    {
        if (_hooks.Peak is not null && id != EdataTable.Null && _table[id].State == ExtentState.Active)
        {
            _hooks.Peak.Add(thread, _table[id].Size / _pageSize);
        }
    }

    // (extent_gdump_sub)
    private void CountUnmapped(int id)
    {
        if (_hooks.Peak is not null && _table[id].State == ExtentState.Active)
        {
            _hooks.Peak.Remove(_table[id].Size / _pageSize);
        }
    }

    private void Deactivate(Ecache cache, int id)
    {
        _emap.UpdateState(id, cache.State);
        cache.EsetOf(_table[id]).Insert(id);
    }

    // Address space that can no longer be described is lost for good; at least its memory is not.
    private void Abandon(Tsd? thread, Ecache cache, int id)
    {
        ref Edata edata = ref _table[id];
        _home.Stats.AbandonedVm += edata.Size;
        if (cache.State == ExtentState.Dirty && !TryPurgeLazily(id) && _own.Serves(HookCalls.PurgeForced))
        {
            _hooks.TryPurgeForced(_table.BaseOf(edata), edata.Size);
        }

        _records.Put(thread, id);
    }
}
