using System.Globalization;
using AllocSim.Allocator.Jemalloc.Background;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Extents.Spare;
using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Metadata;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Pages;
using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Allocator.Jemalloc.Slabs;
using AllocSim.Allocator.Jemalloc.Stats;
using AllocSim.Allocator.Jemalloc.Threads;
using AllocSim.Simulator.Costs;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Jemalloc.Arenas;

/// <summary>An arena: bins of slabs for small objects, extents for large ones, and the pages below both.</summary>
/// <remarks>One file a concern: small objects (Small), large ones (Large), decay (Decay), statistics (Stats). Source: jemalloc 5.3.0, `src/arena.c`.</remarks>
internal sealed partial class Arena
{
    private readonly ArenaTable _arenas;
    private readonly PacContext _context;
    private readonly SizeClasses _sizes;
    private readonly EdataTable _table;
    private readonly PurgeHabits _habits;
    private readonly BackgroundPlan _plan;
    private readonly DecayTicks _ticks;
    private readonly Bin[][] _bins;
    private readonly int[] _threadCounts = new int[2];

    /// <summary>Makes an arena whose record lies at an address.</summary>
    public Arena(ArenaTable arenas, PacContext context, BaseAllocator baseAllocator, RecordSizes records, ulong address, PacSettings settings, DssPrecedence dss)
    {
        _arenas = arenas;
        _ticks = arenas.Ticks;
        _context = context;
        _habits = context.Version.Purging;
        _plan = context.Version.Background;
        ILockRecorder? recorder = context.Machine.LockRecorder;
        LargeMutex = new SimMutex("arena_large", MutexRank.ArenaLarge, recorder);
        TcacheListMutex = new SimMutex("tcache_list", MutexRank.TcacheList, recorder);
        _sizes = context.Sizes;
        _table = context.Table;
        Index = baseAllocator.ArenaIndex;
        Base = baseAllocator;
        Address = address;
        _offsetState = address;
        _zeroPagesFrom = settings.ZeroPagesFrom;
        CreatedNs = context.Machine.NowNs;
        var spare = new EdataCache(_table, baseAllocator, context.Machine);
        var pac = new Pac(context, Index, spare, address + records.DecayDirtyOffset, address + records.DecayMuzzyOffset, settings);
        pac.Extents.DssPrecedence = dss;
        Pages = new PaShard(context, spare, pac);
        if (_habits.TellsOfMuzzy)
        {
            pac.BecameMuzzy = TellOfMuzzy;
        }

        if (_habits.LeavesToBackground)
        {
            pac.PurgesElsewhere = () => Background.IsEnabled;
        }

        Name = string.Create(CultureInfo.InvariantCulture, $"{(IsAuto ? "auto" : "manual")}_{Index}");
        LargeExtents = new EdataList(_table);
        _largeStatsAddress = address + records.ArenaLargeStats.Offset;
        _largeStatsBytes = records.LargeStats;
        _largeStatsActive = records.LargeStatsActive;
        _large = new LargeStats[_sizes.Count - _sizes.SmallCount];
        _bins = new Bin[_sizes.SmallCount][];
        for (int i = 0; i < _bins.Length; i++)
        {
            _bins[i] = new Bin[_sizes.Bins[i].ShardCount];
            for (int shard = 0; shard < _bins[i].Length; shard++)
            {
                _bins[i][shard] = new Bin(_table, recorder);
            }
        }
    }

    /// <summary>Its index.</summary>
    public int Index { get; }

    /// <summary>Its name, which statistics of some versions show.</summary>
    public string Name { get; set; }

    /// <summary>Where its record lies in simulated memory.</summary>
    public ulong Address { get; }

    /// <summary>Metadata.</summary>
    public BaseAllocator Base { get; }

    /// <summary>Pages.</summary>
    public PaShard Pages { get; }

    /// <summary>When it was made.</summary>
    public long CreatedNs { get; }

    /// <summary>Large allocations; kept for manual arenas only, which can be reset.</summary>
    public EdataList LargeExtents { get; }

    /// <summary>Guards <see cref="LargeExtents"/>.</summary>
    public SimMutex LargeMutex { get; }

    /// <summary>Caches that this arena fills.</summary>
    public List<ITiedCache> Tcaches { get; } = [];

    /// <summary>Guards <see cref="Tcaches"/>.</summary>
    public SimMutex TcacheListMutex { get; }

    /// <summary>Bytes of objects that jemalloc allocated for itself.</summary>
    public ulong InternalBytes { get; set; }

    /// <summary>Thread-block number of the thread that used the arena last; kept for per-CPU arenas.</summary>
    public int LastThread { get; set; } = SimMutex.NoThread;

    /// <summary>Shard that the next thread to join gets, before it is cut down to a bin's shards.</summary>
    public int NextBinShard { get; set; }

    /// <summary>Whether threads are put here without being told to.</summary>
    public bool IsAuto => Index < _arenas.ManualBase;

    private BackgroundThreads Background => _arenas.Background;

    /// <summary>The bins of a size class, one a shard.</summary>
    public Bin[] BinsOf(int szind) => _bins[szind];

    /// <summary>Threads that have this arena, for their own objects or for the allocator's.</summary>
    public ref int ThreadCount(bool isInternal) => ref _threadCounts[isInternal ? 1 : 0];

    /// <summary>The bin that a thread uses, and its shard.</summary>
    public Bin ChooseBin(Tsd? thread, int szind, out int shard)
    {
        shard = thread?.Arena is null ? 0 : thread.BinShards[szind];
        return _bins[szind][shard];
    }

    /// <summary>Says what takes time, to whom it matters.</summary>
    public void Charge(CostKind kind, long count = 1) => _context.Machine.Costs?.Charge(kind, count);

    /// <summary>Discards all objects. (arena_reset)</summary>
    /// <param name="thread">The caller.</param>
    /// <param name="beforeLarge">Is told of each large object before it goes, by extent.</param>
    public void Reset(Tsd thread, Action<Tsd, int> beforeLarge)
    {
        LargeMutex.Lock(thread);
        while (LargeExtents.First != EdataTable.Null)
        {
            int id = LargeExtents.First;
            LargeMutex.Unlock(thread);
            beforeLarge(thread, id);
            DallocLarge(thread, id);
            LargeMutex.Lock(thread);
        }

        LargeMutex.Unlock(thread);
        for (int i = 0; i < _bins.Length; i++)
        {
            foreach (Bin bin in _bins[i])
            {
                AllocatedBytes -= bin.Stats.Curregs * _sizes.IndexToSize(i);
                ResetBin(thread, bin);
            }
        }

        Pages.Reset(thread);
    }

    private void ResetBin(Tsd thread, Bin bin)
    {
        bin.Lock.Lock(thread);
        if (bin.SlabCurrent != EdataTable.Null)
        {
            int slab = bin.SlabCurrent;
            bin.SlabCurrent = EdataTable.Null;
            DallocSlabUnlocked(thread, bin, slab);
        }

        for (int slab = bin.SlabsNonfull.RemoveFirst(_table); slab != EdataTable.Null; slab = bin.SlabsNonfull.RemoveFirst(_table))
        {
            DallocSlabUnlocked(thread, bin, slab);
        }

        while (bin.SlabsFull.First != EdataTable.Null)
        {
            int slab = bin.SlabsFull.First;
            bin.SlabsFull.Remove(slab);
            DallocSlabUnlocked(thread, bin, slab);
        }

        bin.Stats.Curregs = 0;
        bin.Stats.Curslabs = 0;
        bin.Lock.Unlock(thread);
    }

    private void DallocSlabUnlocked(Tsd thread, Bin bin, int slab)
    {
        bin.Lock.Unlock(thread);
        DallocSlab(thread, slab);
        bin.Lock.Lock(thread);
    }
}
