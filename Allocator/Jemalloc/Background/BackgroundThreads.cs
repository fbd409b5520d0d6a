using AllocSim.Allocator.Jemalloc.Arenas;
using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Threads;
using AllocSim.Simulator.Locks;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Jemalloc.Background;

/// <summary>The background threads: which there are, and how they come and go. What they do is in the file Work.</summary>
/// <remarks>
/// Thread i purges the arenas i, i + n, i + 2n, … of n threads. Thread 0 is made by whoever switches background threads on; it makes and ends the others.
/// Source: jemalloc 5.3.0, `src/background_thread.c`.
/// </remarks>
internal sealed partial class BackgroundThreads
{
    private readonly ArenaTable _arenas;
    private readonly BackgroundPlan _plan;
    private readonly SimMachine _machine;
    private readonly BackgroundThread[] _threads;
    private readonly Func<Tsd> _newThread;
    private readonly bool _startsFirstForAny;
    private readonly bool _tellsByCpu;
    private readonly Stack<Tsd> _returned = new();

    /// <summary>Makes the records; no thread runs yet.</summary>
    /// <param name="arenas">The arenas that they look after.</param>
    /// <param name="machine">The machine, for its clock.</param>
    /// <param name="options">Options, completed for the machine.</param>
    /// <param name="newThread">Makes the thread-local state of a thread that no earlier one has left its stack to.</param>
    public BackgroundThreads(ArenaTable arenas, SimMachine machine, JemallocOptions options, Func<Tsd> newThread)
    {
        _arenas = arenas;
        _plan = options.Version.Background;
        _machine = machine;
        _newThread = newThread;
        _startsFirstForAny = options.Version.StartsFirstBackgroundForAny;
        _tellsByCpu = options.Version.TellsBackgroundByCpu;
        Mutex = new SimMutex("background_thread_global", MutexRank.BackgroundThreadGlobal, machine.LockRecorder);
        Limit = options.MaxBackgroundThreads;
        Max = Limit;
        _threads = [.. Enumerable.Range(0, (int)Limit).Select(i => new BackgroundThread(i, machine.LockRecorder))];
    }

    /// <summary>Guards coming and going.</summary>
    public SimMutex Mutex { get; }

    /// <summary>Whether they are switched on: then threads of the program do not purge. (background_thread_enabled_state)</summary>
    public bool IsEnabled { get; private set; }

    /// <summary>Threads asked for. (n_background_threads)</summary>
    public ulong Count { get; private set; }

    /// <summary>Most threads that there may be now. (max_background_threads)</summary>
    public ulong Max { get; private set; }

    /// <summary>Most threads that there may ever be. (opt_max_background_threads)</summary>
    public ulong Limit { get; }

    /// <summary>All records, whether or not a thread belongs to them.</summary>
    public IReadOnlyList<BackgroundThread> Threads => _threads;

    /// <summary>The thread that looks after an arena.</summary>
    public BackgroundThread Of(int arena) => _threads[arena % (int)Max];

    /// <summary>The thread that is told what becomes unused in an arena; null where the library looks past its records, at memory that says that no thread runs. (arena_background_thread_info_get)</summary>
    public BackgroundThread? ToldOf(int arena)
    {
        int index = _tellsByCpu ? arena % _machine.CpuCount : arena % (int)Max;
        return index < _threads.Length ? _threads[index] : null;
    }

    /// <summary>Takes every record's lock once, as start-up does. (background_thread_boot1)</summary>
    public void Boot(Tsd main, bool enable)
    {
        IsEnabled = enable;
        foreach (BackgroundThread info in _threads)
        {
            info.Mutex.Lock(main);
            info.Reset();
            info.Mutex.Unlock(main);
        }
    }

    /// <summary>Sees to it that the arena has a thread. (background_thread_create)</summary>
    public void Create(Tsd? thread, int arena)
    {
        Mutex.Lock(thread);
        CreateLocked(thread, arena);
        Mutex.Unlock(thread);
    }

    /// <summary>Switches them on or off. The lock is held. (background_thread_ctl)</summary>
    public void Switch(Tsd thread, bool enable)
    {
        if (enable == IsEnabled)
        {
            return;
        }

        IsEnabled = enable;
        if (enable)
        {
            Enable(thread);
        }
        else
        {
            // Thread 0 ends the others.
            Disable(thread, _threads[0]);
        }

        for (int i = 0; i < _arenas.Count; i++)
        {
            _arenas.TryGet(i)?.Pages.HpaInUse?.SetDeferralAllowed(thread, enable);
        }
    }

    /// <summary>Sets how many there may be. The lock is held. (max_background_threads_ctl)</summary>
    public void SetMax(Tsd thread, ulong max)
    {
        bool wasEnabled = IsEnabled;
        Switch(thread, enable: false);
        Max = max;
        Switch(thread, wasEnabled);
    }

    /// <summary>Keeps an arena's thread from it, or lets it at it again. The lock is held. (arena_reset_prepare_background_thread)</summary>
    public void SetPaused(Tsd thread, int arena, bool isPaused)
    {
        if (IsEnabled && ToldOf(arena) is { } info)
        {
            info.Mutex.Lock(thread);
            info.State = isPaused ? BackgroundThreadState.Paused : BackgroundThreadState.Started;
            info.Mutex.Unlock(thread);
        }
    }

    /// <summary>Reads the statistics; a thread that is at work is left out. (background_thread_stats_read)</summary>
    public BackgroundThreadStats ReadStats(Tsd thread)
    {
        Mutex.Lock(thread);
        ulong runs = 0;
        ulong sleptNs = 0;
        MutexProfile largest = default;
        for (int i = 0; IsEnabled && i < (int)Max; i++)
        {
            BackgroundThread info = _threads[i];
            if (!info.Mutex.TryLock(thread))
            {
                continue;
            }

            if (info.State != BackgroundThreadState.Stopped)
            {
                runs += info.RunCount;
                sleptNs += info.SleptNs;
                largest.RaiseTo(info.Mutex.Profile);
            }

            info.Mutex.Unlock(thread);
        }

        ulong count = IsEnabled ? Count : 0;
        Mutex.Unlock(thread);
        return new BackgroundThreadStats(count, runs, runs == 0 ? sleptNs : sleptNs / runs, largest);
    }

    private void CreateLocked(Tsd? thread, int arena)
    {
        BackgroundThread info = Of(arena);
        info.Mutex.Lock(thread);
        bool isNeeded = IsEnabled && info.State == BackgroundThreadState.Stopped && (arena == 0 || info != _threads[0] || _startsFirstForAny);
        if (isNeeded)
        {
            Init(info);
        }

        info.Mutex.Unlock(thread);
        if (!isNeeded)
        {
            return;
        }

        if (arena != 0)
        {
            BackgroundThread first = _threads[0];
            first.Mutex.Lock(thread);
            Signal(first);
            first.Mutex.Unlock(thread);
            return;
        }

        StartThread(info);
    }

    private void Init(BackgroundThread info)
    {
        info.State = BackgroundThreadState.Started;
        info.Reset();
        Count++;
    }

    // Thread 0 is needed in any case, and made last; it makes the others.
    private void Enable(Tsd thread)
    {
        Span<bool> marked = new bool[(int)Max];
        marked[0] = true;
        int markedCount = 0;
        for (int i = 1; i < _arenas.Count; i++)
        {
            BackgroundThread info = Of(i);
            if (marked[info.Index] || _arenas.TryGet(i) is null)
            {
                continue;
            }

            info.Mutex.Lock(thread);
            Init(info);
            info.Mutex.Unlock(thread);
            marked[info.Index] = true;
            if (++markedCount == (int)Max)
            {
                break;
            }
        }

        CreateLocked(thread, 0);
    }

    // (background_threads_disable_single)
    private void Disable(Tsd thread, BackgroundThread info)
    {
        info.Mutex.Lock(thread);
        bool hasThread = info.State == BackgroundThreadState.Started;
        if (hasThread)
        {
            info.State = BackgroundThreadState.Stopped;
            Signal(info);
        }

        info.Mutex.Unlock(thread);
        if (hasThread)
        {
            // The caller waits for its end.
            Run(info);
            Count--;
        }
    }

    private void StartThread(BackgroundThread info)
    {
        info.Thread = _returned.TryPop(out Tsd? stack) ? stack : _newThread();
        info.AsleepSinceNs = -1;
        _living.Add(info);
        SetWake(info, _machine.NowNs);
    }

    private void EndThread(BackgroundThread info)
    {
        _returned.Push(info.Thread!);
        info.Thread = null;
        info.AsleepSinceNs = -1;
        _living.Remove(info);
        SetWake(info, BackgroundThread.Never);
    }
}
