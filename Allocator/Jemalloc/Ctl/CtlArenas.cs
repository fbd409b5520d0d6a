using AllocSim.Allocator.Jemalloc.Ctl.Targets;
using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Stats;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Jemalloc.Ctl;

/// <summary>The records that the controls read from, and the refresh that brings them up to date.</summary>
/// <remarks>jemalloc 5.3.0, `src/ctl.c`, arenas_i_impl, ctl_init, ctl_refresh, ctl_arena_refresh, ctl_arena_init. Every caller holds the mutex of the controls.</remarks>
internal sealed class CtlArenas
{
    /// <summary>Index that stands for all arenas. (MALLCTL_ARENAS_ALL)</summary>
    public const ulong All = 4096;

    /// <summary>Index that stands for the destroyed arenas. (MALLCTL_ARENAS_DESTROYED)</summary>
    public const ulong Destroyed = 4097;

    private readonly ICtlTarget _target;
    private readonly CtlArena?[] _arenas = new CtlArena?[2 + 4095];
    private readonly List<int> _destroyed = [];
    private ulong _arenasRecord;
    private ulong _statsRecord;

    /// <summary>Makes the records of an allocator; <see cref="TryInitialize"/> comes before their use.</summary>
    public CtlArenas(ICtlTarget target)
    {
        _target = target;
    }

    /// <summary>Number of refreshes.</summary>
    public ulong Epoch { get; private set; }

    /// <summary>Number of arena indices that the controls know.</summary>
    public int Count { get; private set; }

    /// <summary>Statistics of the whole allocator.</summary>
    public CtlStats Stats { get; } = new();

    /// <summary>The record of an index; the index one past the last stands for all arenas.</summary>
    public CtlArena this[ulong index] => _arenas[Slot(Resolve(index))]!;

    /// <summary>True when the index has a record, and its arena existed at the last refresh.</summary>
    public bool IsInitialized(ulong index)
        => (index is All or Destroyed || index <= (ulong)Count) && this[index].IsInitialized;

    /// <summary>Makes the records for all arenas there are, and refreshes them. (ctl_init)</summary>
    /// <returns>False when metadata could not be had; what was had is kept for the next attempt.</returns>
    public bool TryInitialize(int thread)
    {
        _arenasRecord = _arenasRecord != 0 ? _arenasRecord : _target.AllocateMetadata(thread, _target.Records.CtlArenas);
        _statsRecord = _statsRecord != 0 || _arenasRecord == 0 ? _statsRecord : _target.AllocateMetadata(thread, _target.Records.CtlStats);
        if (_statsRecord == 0 || !TryAdd(thread, All) || !TryAdd(thread, Destroyed))
        {
            return false;
        }

        _arenas[Slot(All)]!.IsInitialized = true;
        _target.Touch(_arenas[Slot(Destroyed)]!.Address, _target.Records.CtlArena); // Cleared.
        _target.Touch(_arenasRecord, _target.Records.CtlArenasHead);
        Count = _target.ArenaCount;
        for (var i = 0; i < Count; i++)
        {
            if (!TryAdd(thread, (ulong)i))
            {
                return false;
            }
        }

        Refresh(thread);
        return true;
    }

    /// <summary>Reads the statistics of all arenas anew. (ctl_refresh)</summary>
    public void Refresh(int thread)
    {
        var sum = this[All].Stats;
        sum.Clear();
        _target.Touch(this[All].Address, _target.Records.CtlArena);
        for (var i = 0; i < Count; i++)
        {
            var arena = _target.Arena(i);
            _target.Touch(this[(ulong)i].Address, _target.Records.CtlArenaHead);
            this[(ulong)i].IsInitialized = arena is not null;
            if (arena is not null)
            {
                RefreshArena(thread, arena, i, sum, isDestroyed: false);
            }
        }

        Stats.Allocated = sum.AllocatedSmall + sum.AllocatedLarge;
        Stats.Active = sum.ActivePages << _target.Sizes.LgPage;
        Stats.Metadata = sum.Base + sum.Internal;
        Stats.MetadataEdata = sum.MetadataEdata;
        Stats.MetadataRtree = sum.MetadataRtree;
        Stats.MetadataThp = sum.MetadataThp;
        Stats.Resident = sum.Resident;
        Stats.Mapped = sum.Mapped;
        Stats.Retained = sum.Retained;
        _target.Touch(_statsRecord, _target.Profiler is null ? _target.Records.CtlStatsUnprofiled : _target.Records.CtlStats);
        ReadMutexes(thread);
        Epoch++;
    }

    /// <summary>Makes an arena, under the index of one that was destroyed if there is one. (ctl_arena_init)</summary>
    /// <returns>Its index, or null when memory ran out.</returns>
    public int? CreateArena(int thread)
    {
        var index = Count;
        if (_destroyed.Count > 0)
        {
            index = _destroyed[^1];
            _destroyed.RemoveAt(_destroyed.Count - 1);
        }

        if (!TryAdd(thread, (ulong)index) || _target.InitializeArena(thread, index) is null)
        {
            return null;
        }

        if (index == Count)
        {
            Count++;
        }

        return index;
    }

    /// <summary>Merges an arena's last statistics into those of the destroyed arenas, destroys it, and notes its index for reuse.</summary>
    public void DestroyArena(int thread, ICtlArena arena, int index)
    {
        var sum = this[Destroyed];
        sum.IsInitialized = true;
        RefreshArena(thread, arena, index, sum.Stats, isDestroyed: true);
        arena.Destroy(thread);
        this[(ulong)index].IsInitialized = false;
        _destroyed.Add(index);
    }

    private void RefreshArena(int thread, ICtlArena arena, int index, ArenaStatsSnapshot sum, bool isDestroyed)
    {
        var stats = this[(ulong)index].Stats;
        stats.Clear();
        _target.Touch(this[(ulong)index].Address, _target.Records.CtlArena);
        arena.MergeStats(thread, stats);
        stats.SumBins(_target.Sizes);
        ArenaStatsSum.Add(sum, stats, index == 0, isDestroyed, _target.Options.Version.SumsLargeFlushes);
    }

    // The lock of the background threads is taken twice: once to ask after their statistics, once for its own.
    private void ReadMutexes(int thread)
    {
        var background = _target.Background.Mutex;
        var owner = _target.OwnerOf(thread);
        Stats.BackgroundThreads = _target.Background.ReadStats(thread);
        Stats.Mutexes[(int)GlobalMutex.MaxPerBgThd] = Stats.BackgroundThreads.LargestCounters;
        IReadOnlyList<SimMutex> profiler = _target.Profiler?.Mutexes ?? [];
        for (int i = 0; i < profiler.Count; i++)
        {
            profiler[i].Acquire(owner);
            Stats.Mutexes[(int)GlobalMutex.Prof + i] = profiler[i].Profile;
            profiler[i].Release(owner);
        }

        background.Acquire(owner);
        Stats.Mutexes[(int)GlobalMutex.BackgroundThread] = background.Profile;
        background.Release(owner);
        Stats.Mutexes[(int)GlobalMutex.Ctl] = _target.CtlMutex.Profile;
    }

    private bool TryAdd(int thread, ulong index)
    {
        var slot = Slot(index);
        ulong pointer = _arenasRecord + _target.Records.CtlArenasHead + ((ulong)slot * sizeof(ulong));
        _target.Read(pointer, sizeof(ulong));
        if (_arenas[slot] is null)
        {
            ulong address = _target.AllocateMetadata(thread, _target.Records.CtlArena);
            if (address == 0)
            {
                return false;
            }

            _arenas[slot] = new CtlArena(index, _target.Sizes, address);
            _target.Touch(address, _target.Records.CtlArenaHead);
            _target.Touch(pointer, sizeof(ulong));
        }

        return true;
    }

    private static int Slot(ulong index) => index switch
    {
        All => 0,
        Destroyed => 1,
        _ => (int)index + 2,
    };

    private ulong Resolve(ulong index) => index == (ulong)Count ? All : index;
}
