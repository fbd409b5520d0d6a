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

    private readonly ICtlTarget target;
    private readonly CtlArena?[] arenas = new CtlArena?[2 + 4095];
    private readonly List<int> destroyed = [];
    private ulong arenasRecord;
    private ulong statsRecord;

    /// <summary>Makes the records of an allocator; <see cref="TryInitialize"/> comes before their use.</summary>
    public CtlArenas(ICtlTarget target)
    {
        this.target = target;
    }

    /// <summary>Number of refreshes.</summary>
    public ulong Epoch { get; private set; }

    /// <summary>Number of arena indices that the controls know.</summary>
    public int Count { get; private set; }

    /// <summary>Statistics of the whole allocator.</summary>
    public CtlStats Stats { get; } = new();

    /// <summary>The record of an index; the index one past the last stands for all arenas.</summary>
    public CtlArena this[ulong index] => arenas[Slot(Resolve(index))]!;

    /// <summary>True when the index has a record, and its arena existed at the last refresh.</summary>
    public bool IsInitialized(ulong index)
        => (index is All or Destroyed || index <= (ulong)Count) && this[index].IsInitialized;

    /// <summary>Makes the records for all arenas there are, and refreshes them. (ctl_init)</summary>
    /// <returns>False when metadata could not be had; what was had is kept for the next attempt.</returns>
    public bool TryInitialize(int thread)
    {
        arenasRecord = arenasRecord != 0 ? arenasRecord : target.AllocateMetadata(thread, target.Records.CtlArenas);
        statsRecord = statsRecord != 0 || arenasRecord == 0 ? statsRecord : target.AllocateMetadata(thread, target.Records.CtlStats);
        if (statsRecord == 0 || !TryAdd(thread, All) || !TryAdd(thread, Destroyed))
        {
            return false;
        }

        arenas[Slot(All)]!.IsInitialized = true;
        target.Touch(arenas[Slot(Destroyed)]!.Address, target.Records.CtlArena); // Cleared.
        target.Touch(arenasRecord, target.Records.CtlArenasHead);
        Count = target.ArenaCount;
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
        target.Touch(this[All].Address, target.Records.CtlArena);
        for (var i = 0; i < Count; i++)
        {
            var arena = target.Arena(i);
            target.Touch(this[(ulong)i].Address, target.Records.CtlArenaHead);
            this[(ulong)i].IsInitialized = arena is not null;
            if (arena is not null)
            {
                RefreshArena(thread, arena, i, sum, isDestroyed: false);
            }
        }

        Stats.Allocated = sum.AllocatedSmall + sum.AllocatedLarge;
        Stats.Active = sum.ActivePages << target.Sizes.LgPage;
        Stats.Metadata = sum.Base + sum.Internal;
        Stats.MetadataEdata = sum.MetadataEdata;
        Stats.MetadataRtree = sum.MetadataRtree;
        Stats.MetadataThp = sum.MetadataThp;
        Stats.Resident = sum.Resident;
        Stats.Mapped = sum.Mapped;
        Stats.Retained = sum.Retained;
        target.Touch(statsRecord, target.Profiler is null ? target.Records.CtlStatsUnprofiled : target.Records.CtlStats);
        ReadMutexes(thread);
        Epoch++;
    }

    /// <summary>Makes an arena, under the index of one that was destroyed if there is one. (ctl_arena_init)</summary>
    /// <returns>Its index, or null when memory ran out.</returns>
    public int? CreateArena(int thread)
    {
        var index = Count;
        if (destroyed.Count > 0)
        {
            index = destroyed[^1];
            destroyed.RemoveAt(destroyed.Count - 1);
        }

        if (!TryAdd(thread, (ulong)index) || target.InitializeArena(thread, index) is null)
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
        destroyed.Add(index);
    }

    private void RefreshArena(int thread, ICtlArena arena, int index, ArenaStatsSnapshot sum, bool isDestroyed)
    {
        var stats = this[(ulong)index].Stats;
        stats.Clear();
        target.Touch(this[(ulong)index].Address, target.Records.CtlArena);
        arena.MergeStats(thread, stats);
        stats.SumBins(target.Sizes);
        ArenaStatsSum.Add(sum, stats, index == 0, isDestroyed, target.Options.Version.SumsLargeFlushes);
    }

    // The lock of the background threads is taken twice: once to ask after their statistics, once for its own.
    private void ReadMutexes(int thread)
    {
        var background = target.Background.Mutex;
        var owner = target.OwnerOf(thread);
        Stats.BackgroundThreads = target.Background.ReadStats(thread);
        Stats.Mutexes[(int)GlobalMutex.MaxPerBgThd] = Stats.BackgroundThreads.LargestCounters;
        IReadOnlyList<SimMutex> profiler = target.Profiler?.Mutexes ?? [];
        for (int i = 0; i < profiler.Count; i++)
        {
            profiler[i].Acquire(owner);
            Stats.Mutexes[(int)GlobalMutex.Prof + i] = profiler[i].Profile;
            profiler[i].Release(owner);
        }

        background.Acquire(owner);
        Stats.Mutexes[(int)GlobalMutex.BackgroundThread] = background.Profile;
        background.Release(owner);
        Stats.Mutexes[(int)GlobalMutex.Ctl] = target.CtlMutex.Profile;
    }

    private bool TryAdd(int thread, ulong index)
    {
        var slot = Slot(index);
        ulong pointer = arenasRecord + target.Records.CtlArenasHead + ((ulong)slot * sizeof(ulong));
        target.Read(pointer, sizeof(ulong));
        if (arenas[slot] is null)
        {
            ulong address = target.AllocateMetadata(thread, target.Records.CtlArena);
            if (address == 0)
            {
                return false;
            }

            arenas[slot] = new CtlArena(index, target.Sizes, address);
            target.Touch(address, target.Records.CtlArenaHead);
            target.Touch(pointer, sizeof(ulong));
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
