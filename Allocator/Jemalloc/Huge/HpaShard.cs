using AllocSim.Allocator.Jemalloc.Contended;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Extents.Spare;
using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Pages;
using AllocSim.Allocator.Jemalloc.Stats;
using AllocSim.Allocator.Jemalloc.Tables.Snapshots;
using AllocSim.Allocator.Jemalloc.Threads;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Jemalloc.Huge;

/// <summary>The huge page allocator of an arena: extents of up to a limit, packed into page slabs. When they are purged and made huge, the releases do in their own ways.</summary>
/// <remarks>Source: jemalloc 5.3.0, `src/hpa.c`.</remarks>
internal abstract partial class HpaShard
{
    private readonly int _arenaIndex;
    private readonly PacContext _context;
    private readonly HpaCentral _central;
    private readonly EdataCacheFast _records;
    private readonly JemallocOptions _options;
    private readonly Psset _psset;
    private readonly EdataList _single;
    private ulong _nextAge;

    /// <summary>Makes an arena's huge page allocator, without page slabs.</summary>
    protected HpaShard(int arenaIndex, PacContext context, HpaCentral central, EdataCache records, JemallocOptions options, bool isDeferralAllowed)
    {
        _arenaIndex = arenaIndex;
        _context = context;
        _central = central;
        _records = new EdataCacheFast(context.Table, records);
        _options = options;
        IsDeferralAllowed = isDeferralAllowed;
        Mutex = new SimMutex("hpa_shard", MutexRank.Extents, context.Machine.LockRecorder);
        GrowMutex = new SimMutex("hpa_shard_grow", MutexRank.ExtentGrow, context.Machine.LockRecorder);
        Stats = new HpaShardStats(context.Sizes);
        _psset = new Psset(context.Sizes, Stats, context.Version.Heaps);
        _single = new EdataList(context.Table);
    }

    /// <summary>Guards everything.</summary>
    public SimMutex Mutex { get; }

    /// <summary>Held while a page slab is obtained.</summary>
    public SimMutex GrowMutex { get; }

    /// <summary>Counters.</summary>
    public HpaShardStats Stats { get; }

    /// <summary>Dirty pages of its page slabs.</summary>
    public ulong DirtyPages => _psset.DirtyPages;

    /// <summary>Spare extent records of its own.</summary>
    public EdataCacheFast Records => _records;

    /// <summary>All page slabs, in the order in which they were obtained.</summary>
    public IReadOnlyList<Hpdata> PageSlabs => _psset.PageSlabs;

    /// <summary>An extent; <see cref="EdataTable.Null"/> when it has none to give: not of that size, nor zeroed or aligned to more than a page. (hpa_alloc)</summary>
    public int Alloc(Tsd? thread, ulong size, ulong alignment, bool zero, ref bool hasDeferredWork)
    {
        if (alignment > _context.Table.PageMask + 1 || zero)
        {
            return EdataTable.Null;
        }

        if (size > _options.HpaSlabMaxAlloc)
        {
            return EdataTable.Null;
        }

        AllocBatch(thread, size, 1, _single, ref hasDeferredWork);
        int id = _single.First;
        if (id != EdataTable.Null)
        {
            _single.Remove(id);
        }

        return id;
    }

    /// <summary>Some extents of a size, or fewer where memory runs out; which sizes it may be asked for is for the caller to know. (hpa_alloc_batch)</summary>
    public void AllocBatch(Tsd? thread, ulong size, int count, EdataList results, ref bool hasDeferredWork)
    {
        if (!TryAllocWithoutGrowing(thread, size, ref count, results, ref hasDeferredWork) || count == 0)
        {
            return;
        }

        GrowMutex.Lock(thread);
        if (TryAllocWithoutGrowing(thread, size, ref count, results, ref hasDeferredWork) && count != 0 && Extract(thread) is { } slab)
        {
            if (!InsertsAndCuts)
            {
                Mutex.Lock(thread);
                _psset.Insert(slab);
                Mutex.Unlock(thread);
            }

            TryAllocWithoutGrowing(thread, size, ref count, results, ref hasDeferredWork, InsertsAndCuts ? slab : null);
        }

        GrowMutex.Unlock(thread);
    }

    // An age is used up also where the page slab cannot be had, and by one that then gets another as its first pages are taken.
    private Hpdata? Extract(Tsd? thread)
    {
        _nextAge += AgesNewPageSlabs ? 1UL : 0;
        return _central.Extract(thread, PageSlabs.Count + 1);
    }

    /// <summary>Takes extents back and empties the list. (hpa_dalloc_batch)</summary>
    public void DallocAll(Tsd? thread, EdataList extents, ref bool hasDeferredWork)
    {
        for (int id = extents.First; id != EdataTable.Null; id = _context.Table[id].ListNext)
        {
            ref Edata edata = ref _context.Table[id];
            edata.Address = _context.Table.BaseOf(edata);
            edata.IsZeroed = false;
            _context.Emap.DeregisterBoundary(id);
        }

        Mutex.Lock(thread);
        for (int id = extents.First; id != EdataTable.Null; id = extents.First)
        {
            extents.Remove(id);
            DallocLocked(thread, id);
        }

        MaybeDoDeferredWork(thread, isForced: false);
        hasDeferredWork = HasDeferredWork;
        Mutex.Unlock(thread);
    }

    /// <summary>Adds the counters to a snapshot. (hpa_shard_stats_merge)</summary>
    public void MergeStats(Tsd? thread, HpaShardStats into)
    {
        GrowMutex.Lock(thread);
        Mutex.Lock(thread);
        into.Add(Stats);
        Mutex.Unlock(thread);
        GrowMutex.Unlock(thread);
    }

    /// <summary>What reports show, without locking anything.</summary>
    public PageSlabSnapshot Show() => new()
    {
        PageSlabs = (ulong)PageSlabs.Count,
        Pages = (ulong)PageSlabs.Count * (JemallocOptions.HugePage >> _context.Sizes.LgPage),
        HugePageSlabs = (ulong)PageSlabs.Count(slab => slab.IsHuge),
        ActivePages = _psset.ActivePages,
        DirtyPages = _psset.DirtyPages,
        PurgePasses = Stats.NpurgePasses,
        Purges = Stats.Npurges,
        Hugifies = Stats.Nhugifies,
        Dehugifies = Stats.Ndehugifies,
    };

    /// <summary>Its spare records go back to the pool, now and from now on. (hpa_shard_disable)</summary>
    public void Retire(Tsd? thread)
    {
        Mutex.Lock(thread);
        _records.Disable(thread);
        Mutex.Unlock(thread);
    }

    /// <summary>The arena is going. (pa_shard_destroy)</summary>
    public abstract void Disable(Tsd? thread);

    // False: metadata has run out. (hpa_try_alloc_batch_no_grow)
    private bool TryAllocWithoutGrowing(Tsd? thread, ulong size, ref int count, EdataList results, ref bool hasDeferredWork, Hpdata? added = null)
    {
        Mutex.Lock(thread);
        if (added is not null)
        {
            _psset.Insert(added);
        }

        bool hasMemory = true;
        while (count > 0 && hasMemory)
        {
            int id = AllocOne(thread, size, out hasMemory);
            if (id == EdataTable.Null)
            {
                break;
            }

            results.Append(id);
            count--;
        }

        MaybeDoDeferredWork(thread, isForced: false);
        hasDeferredWork = HasDeferredWork;
        Mutex.Unlock(thread);
        return hasMemory;
    }

    // (hpa_try_alloc_one_no_grow)
    private int AllocOne(Tsd? thread, ulong size, out bool hasMemory)
    {
        int id = _records.Get(thread);
        hasMemory = id != EdataTable.Null;
        if (!hasMemory)
        {
            return id;
        }

        _context.Hooks.Charge(JemallocCost.ExtentFind);
        if (_psset.PickForAlloc(size) is not { } slab)
        {
            _records.Put(thread, id);
            return EdataTable.Null;
        }

        _psset.BeginUpdate(slab);
        if (slab.IsEmpty)
        {
            _psset.AgeOf(slab) = _nextAge++;
        }

        ref Edata edata = ref _context.Table[id];
        edata.Init(_arenaIndex, slab.Reserve(size), size, _context.Sizes.Count, _psset.AgeOf(slab), ExtentState.Active, zeroed: false, committed: true, head: false);
        edata.IsHpa = true;
        edata.PageSlab = slab.Index;
        hasMemory = _context.Emap.TryRegisterBoundary(thread, id, _context.Sizes.Count, slab: false);
        if (hasMemory)
        {
            UpdateEligibility(slab);
        }
        else
        {
            slab.Unreserve(edata.Address, size);
            _records.Put(thread, id);
            id = EdataTable.Null;
        }

        _psset.EndUpdate(slab);
        return id;
    }

    // (hpa_dalloc_locked)
    private void DallocLocked(Tsd? thread, int id)
    {
        ref Edata edata = ref _context.Table[id];
        Hpdata slab = _psset[edata.PageSlab];
        _context.Hooks.Charge(JemallocCost.ExtentRecord);
        _records.Put(thread, id);
        _psset.BeginUpdate(slab);
        slab.Unreserve(edata.Address, edata.Size);
        UpdateEligibility(slab);
        _psset.EndUpdate(slab);
    }
}
