using AllocSim.Allocator.Jemalloc.Extents;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Extents.Spare;
using AllocSim.Allocator.Jemalloc.Kernel;
using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Allocator.Jemalloc.Threads;
using AllocSim.Simulator.Locks;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Jemalloc.Pages;

/// <summary>The page allocator of an arena: caches of dirty, muzzy and retained extents, and their decay.</summary>
/// <remarks>Here: extents handed out and taken back; decay is in its own file. Source: jemalloc 5.3.0, `src/pac.c`.</remarks>
internal sealed partial class Pac
{
    /// <summary>Purging fewer pages is not worth a wake-up of its own. (ARENA_DEFERRED_PURGE_NPAGES_THRESHOLD)</summary>
    public const ulong DeferredPagesThreshold = 1024;

    private readonly EdataTable _table;
    private readonly PageHooks _hooks;
    private readonly SimMachine _machine;
    private readonly int _lgPage;
    private readonly EdataList _stashed;
    private readonly PurgeHabits _habits;
    private readonly SizeClasses _sizes;

    /// <summary>Makes an arena's page allocator.</summary>
    public Pac(PacContext context, int arenaIndex, EdataCache records, ulong decayDirtyAddress, ulong decayMuzzyAddress, PacSettings settings)
    {
        _table = context.Table;
        _hooks = context.Hooks;
        _habits = context.Version.Purging;
        _sizes = context.Sizes;
        _machine = context.Machine;
        ILockRecorder? recorder = _machine.LockRecorder;
        GrowMutex = new SimMutex("extent_grow", MutexRank.ExtentGrow, recorder);
        _lgPage = context.Sizes.LgPage;
        _stashed = new EdataList(_table);
        ArenaIndex = arenaIndex;
        Dirty = NewCache(context, ExtentState.Dirty, delayCoalesce: true);
        Muzzy = NewCache(context, ExtentState.Muzzy, delayCoalesce: false);
        Retained = NewCache(context, ExtentState.Retained, delayCoalesce: false);
        DecayDirty = new Decay(decayDirtyAddress, _machine.NowNs, settings.DirtyDecayMs, recorder);
        DecayMuzzy = new Decay(decayMuzzyAddress, _machine.NowNs, settings.MuzzyDecayMs, recorder);
        ExtentHome home = new(arenaIndex, Retained, GrowMutex, Stats, () => MayForceDecay);
        Extents = new ExtentManager(home, _table, context.Emap, records, _hooks, context.Sizes, settings.LgExtentMaxActiveFit, context.Version.Hold, context.Version.Serials)
        {
            OversizeThreshold = settings.OversizeThreshold,
        };
        Bump = new SanBump(context, Extents);
    }

    /// <summary>The arena.</summary>
    public int ArenaIndex { get; }

    /// <summary>Unused extents whose pages are backed.</summary>
    public Ecache Dirty { get; }

    /// <summary>Unused extents given to the kernel lazily.</summary>
    public Ecache Muzzy { get; }

    /// <summary>Unused address space.</summary>
    public Ecache Retained { get; }

    /// <summary>Decay of dirty pages.</summary>
    public Decay DecayDirty { get; }

    /// <summary>Decay of muzzy pages.</summary>
    public Decay DecayMuzzy { get; }

    /// <summary>Held while address space is obtained.</summary>
    public SimMutex GrowMutex { get; }

    /// <summary>What can be done with extents.</summary>
    public ExtentManager Extents { get; }

    /// <summary>Where fresh guarded slabs come from.</summary>
    public SanBump Bump { get; }

    /// <summary>Counters.</summary>
    public PacStats Stats { get; } = new();

    /// <summary>Extents of at least this many bytes are not kept dirty.</summary>
    public ulong OversizeThreshold
    {
        get => Extents.OversizeThreshold;
        set => Extents.OversizeThreshold = value;
    }

    /// <summary>Whether large extents may be purged ahead of time: not where either kind never decays, nor where that is left to somebody else.</summary>
    private bool MayForceDecay => (!_habits.KeepsOversizeWithoutDecay || (DecayDirty.TimeMs != -1 && DecayMuzzy.TimeMs != -1)) && PurgesElsewhere?.Invoke() != true;

    /// <summary>Says whether extents of any size are left to a background thread; null where those past the threshold never are.</summary>
    public Func<bool>? PurgesElsewhere { get; set; }

    /// <summary>Who is told of each extent that becomes muzzy in a purge by a thread; null for nobody.</summary>
    public Action<Tsd?>? BecameMuzzy { get; set; }

    /// <summary>An extent in use; <see cref="EdataTable.Null"/> when memory has run out.</summary>
    public int Alloc(Tsd? thread, ulong size, ulong alignment, bool zero)
    {
        int id = Extents.Alloc(thread, Dirty, EdataTable.Null, size, alignment, zero);
        if (id == EdataTable.Null && (_habits.AlwaysAsksMuzzy || DecayMuzzy.TimeMs != 0))
        {
            id = Extents.Alloc(thread, Muzzy, EdataTable.Null, size, alignment, zero);
        }

        if (id == EdataTable.Null && _sizes.LargeGoByPages)
        {
            ulong classBytes = ClassBytes(size);
            id = CutToSize(thread, Extents.AllocGrow(thread, EdataTable.Null, classBytes, alignment, zero), size, classBytes);
        }

        if (id == EdataTable.Null)
        {
            id = Extents.AllocGrow(thread, EdataTable.Null, size, alignment, zero);
            Stats.Mapped += id == EdataTable.Null ? 0 : size;
        }

        return id;
    }

    // Sizes that are no classes would cut retained address space into pieces that nobody else wants: it is taken by the class, and what is over is kept as dirty. (pac_alloc_retained_batched_size)
    private ulong ClassBytes(ulong size) =>
        size > _sizes.LargeMax ? size : Math.Min(_sizes.IndexToSize(_sizes.SizeToIndex(size)), (size + JemallocOptions.HugePage - 1) & ~(JemallocOptions.HugePage - 1));

    private int CutToSize(Tsd? thread, int id, ulong size, ulong classBytes)
    {
        if (id != EdataTable.Null && classBytes > size)
        {
            int rest = Extents.Split(thread, id, size, classBytes - size);
            if (rest == EdataTable.Null)
            {
                Extents.Cache(thread, Retained, id);
                return rest;
            }

            Extents.Cache(thread, Dirty, rest);
        }

        Stats.Mapped += id == EdataTable.Null ? 0 : classBytes;
        return id;
    }

    /// <summary>An extent in use with guard pages around it, aligned to a page; <see cref="EdataTable.Null"/> when memory has run out. (pac_alloc_impl)</summary>
    /// <param name="thread">Who asks.</param>
    /// <param name="size">Bytes without guard pages, whole pages.</param>
    /// <param name="zero">Whether it has to read as zero.</param>
    /// <param name="frequentReuse">Whether it is for a slab: those are kept with their guard pages when they fall empty.</param>
    public int AllocGuarded(Tsd? thread, ulong size, bool zero, bool frequentReuse)
    {
        int id = frequentReuse ? AllocCachedGuarded(thread, size, zero) : EdataTable.Null;
        if (id != EdataTable.Null)
        {
            return id;
        }

        if (frequentReuse && _hooks.Retain)
        {
            return Bump.Alloc(thread, size, zero);
        }

        id = Alloc(thread, size + (2UL << _lgPage), 1UL << _lgPage, zero);
        if (id != EdataTable.Null)
        {
            Extents.Guard(thread, id, isTwoSided: true);
        }

        return id;
    }

    private int AllocCachedGuarded(Tsd? thread, ulong size, bool zero)
    {
        int id = Extents.AllocGuarded(thread, Dirty, size, zero);
        if (id == EdataTable.Null && DecayMuzzy.TimeMs != 0)
        {
            id = Extents.AllocGuarded(thread, Muzzy, size, zero);
        }

        if (id == EdataTable.Null && _sizes.LargeGoByPages)
        {
            ulong classBytes = ClassBytes(size);
            id = CutToSize(thread, Extents.AllocGuarded(thread, Retained, classBytes, zero), size, classBytes);
        }

        if (id == EdataTable.Null)
        {
            id = Extents.AllocGuarded(thread, Retained, size, zero);
            Stats.Mapped += id == EdataTable.Null ? 0 : size;
        }

        return id;
    }

    /// <summary>Grows an extent in use by what lies behind it; false when that is not to be had.</summary>
    public bool TryExpand(Tsd? thread, int id, ulong amount, bool zero)
    {
        if (Extents.Hooks.Lacks(HookCalls.Merge))
        {
            return false;
        }

        ulong pageSize = 1UL << _lgPage;
        ulong mapped = 0;
        int trail = Extents.Alloc(thread, Dirty, id, amount, pageSize, zero);
        if (trail == EdataTable.Null)
        {
            trail = Extents.Alloc(thread, Muzzy, id, amount, pageSize, zero);
        }

        if (trail == EdataTable.Null)
        {
            trail = Extents.AllocGrow(thread, id, amount, pageSize, zero);
            mapped = amount;
        }

        if (trail == EdataTable.Null)
        {
            return false;
        }

        if (!Extents.TryMerge(thread, id, trail))
        {
            Extents.Dalloc(thread, trail);
            return false;
        }

        Stats.Mapped += mapped;
        return true;
    }

    /// <summary>Cuts the rear off an extent in use; false when there is no record for it, or the hooks do not have it so.</summary>
    public bool TryShrink(Tsd? thread, int id, ulong newSize, ulong amount)
    {
        int trail = Extents.Split(thread, id, newSize, amount);
        if (trail == EdataTable.Null)
        {
            return false;
        }

        Extents.Cache(thread, Dirty, trail);
        return true;
    }

    /// <summary>An extent is no longer in use.</summary>
    public void Dalloc(Tsd? thread, int id)
    {
        // Slabs have few sizes and will be asked for again; a large extent would wait for a request of just its size.
        if (_table[id] is { IsGuarded: true, IsSlab: false })
        {
            Extents.Unguard(thread, id);
        }

        Extents.Cache(thread, Dirty, id);
    }

    /// <summary>Unmaps all retained address space: the arena is being destroyed.</summary>
    public void Destroy(Tsd? thread)
    {
        for (int id = Extents.Evict(thread, Retained, 0); id != EdataTable.Null; id = Extents.Evict(thread, Retained, 0))
        {
            Extents.Destroy(thread, id);
        }

        _hooks.Lose(Stats.AbandonedVm);
        Bump.Destroy();
    }

    private Ecache NewCache(PacContext context, ExtentState state, bool delayCoalesce)
        => new(_table, context.Sizes, state, ArenaIndex, delayCoalesce, context.San.IsEnabled, context.Version.Fit, context.Machine.LockRecorder);
}
