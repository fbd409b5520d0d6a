using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Background;

/// <content>
/// What the threads do, from a wake-up to the next sleep. That is one step: none of them acts within an operation of the program, unless that operation waits for its end.
/// A thread therefore never finds itself paused, which lasts no longer than an operation.
/// </content>
internal sealed partial class BackgroundThreads
{
    private const ulong MinIntervalNs = BackgroundPlan.MinIntervalNs;
    private const long NsPerUs = 1000;

    private readonly List<BackgroundThread> _living = [];
    private bool[] _created = [];
    private ulong _createdCount;

    /// <summary>Whether any thread exists.</summary>
    public bool HasThreads => _living.Count > 0;

    /// <summary>The thread that wants to run first: the earliest, of several the one with the lowest number. Null when none wants to.</summary>
    public BackgroundThread? Next { get; private set; }

    /// <summary>Runs a thread until it sleeps or ends. (background_work)</summary>
    public void Run(BackgroundThread info)
    {
        Tsd thread = info.Thread!;
        SetWake(info, BackgroundThread.Never);
        if (info.AsleepSinceNs < 0)
        {
            Begin(info, thread);
        }
        else
        {
            info.Mutex.Reacquire(thread.BlockId);
            NoteSleep(info);
        }

        if (info.State == BackgroundThreadState.Stopped)
        {
            End(info, thread);
            return;
        }

        while (info.Index == 0 && TryCreateAnother(thread))
        {
            // One at a time, as its own lock is let go meanwhile.
        }

        WorkAndSleep(info, thread);
    }

    /// <summary>Ends a thread's sleep before its time, unless that is near anyway. (background_thread_wakeup_early)</summary>
    /// <param name="info">The thread.</param>
    /// <param name="remainingNs">How long it would sleep; null for ever.</param>
    public void WakeEarly(BackgroundThread info, ulong? remainingNs)
    {
        if (remainingNs is null or >= MinIntervalNs)
        {
            Signal(info);
        }
    }

    private void Begin(BackgroundThread info, Tsd thread)
    {
        info.Mutex.Lock(thread);
        info.NextWakeupNs = BackgroundThread.Indefinite;
        if (info.Index == 0)
        {
            _created = new bool[(int)Max];
            _createdCount = 1;
        }
    }

    // Thread 0 ends those that it has made, and takes back the others.
    private void End(BackgroundThread info, Tsd thread)
    {
        for (int i = 1; info.Index == 0 && i < (int)Max; i++)
        {
            BackgroundThread other = _threads[i];
            if (_created[i])
            {
                Disable(thread, other);
                continue;
            }

            other.Mutex.Lock(thread);
            Count -= other.State == BackgroundThreadState.Stopped ? 0UL : 1;
            other.State = BackgroundThreadState.Stopped;
            other.Mutex.Unlock(thread);
        }

        info.NextWakeupNs = 0;
        info.Mutex.Unlock(thread);
        EndThread(info);
    }

    // (check_background_thread_creation)
    private bool TryCreateAnother(Tsd thread)
    {
        if (_createdCount == Count)
        {
            return false;
        }

        bool hasCreated = false;
        _threads[0].Mutex.Unlock(thread);
        for (int i = 1; i < (int)Max && !hasCreated; i++)
        {
            if (_created[i])
            {
                continue;
            }

            BackgroundThread info = _threads[i];
            info.Mutex.Lock(thread);
            hasCreated = info.State == BackgroundThreadState.Started;
            info.Mutex.Unlock(thread);
            if (hasCreated)
            {
                StartThread(info);
                _createdCount++;
                _created[i] = true;
            }
        }

        _threads[0].Mutex.Lock(thread);
        return hasCreated;
    }

    // (background_work_sleep_once)
    private void WorkAndSleep(BackgroundThread info, Tsd thread)
    {
        ulong untilNs = ulong.MaxValue;
        bool purgesFirst = _plan.PurgesFirst(info);
        for (int i = info.Index; i < _arenas.Count; i += (int)Max)
        {
            if (_arenas.TryGet(i) is not { } arena)
            {
                continue;
            }

            if (purgesFirst)
            {
                arena.DoDeferredWork(thread);
            }

            if (untilNs > MinIntervalNs)
            {
                untilNs = Math.Min(untilNs, _plan.NsUntilWork(thread, arena));
            }
        }

        Sleep(info, thread, untilNs == ulong.MaxValue ? BackgroundThread.Indefinite : Math.Max(untilNs, MinIntervalNs));
    }

    // The system is asked by a clock of microseconds, jemalloc's own note is in nanoseconds. (background_thread_sleep)
    private void Sleep(BackgroundThread info, Tsd thread, ulong intervalNs)
    {
        info.RunCount++;
        info.NewPagesToPurge = 0;
        info.AsleepSinceNs = WholeMicroseconds(_machine.NowNs);
        if (intervalNs == BackgroundThread.Indefinite)
        {
            info.NextWakeupNs = BackgroundThread.Indefinite;
            SetWake(info, BackgroundThread.Never);
        }
        else
        {
            info.NextWakeupNs = unchecked((ulong)_machine.NowNs + intervalNs);
            bool isNear = intervalNs < (ulong)(BackgroundThread.Never - info.AsleepSinceNs);
            SetWake(info, isNear ? info.AsleepSinceNs + (long)intervalNs : BackgroundThread.Never);
        }

        info.Mutex.Unlock(thread);
    }

    private void NoteSleep(BackgroundThread info)
    {
        long slept = WholeMicroseconds(_machine.NowNs) - info.AsleepSinceNs;
        info.SleptNs += (ulong)Math.Max(0, slept);
    }

    // Wakes a thread if it sleeps. (pthread_cond_signal)
    private void Signal(BackgroundThread info)
    {
        if (info.AsleepSinceNs >= 0 && _machine.NowNs < info.WakeNs)
        {
            SetWake(info, _machine.NowNs);
        }
    }

    private void SetWake(BackgroundThread info, long wakeNs)
    {
        info.WakeNs = wakeNs;
        BackgroundThread? next = null;
        foreach (BackgroundThread each in _living)
        {
            if (each.WakeNs != BackgroundThread.Never && (next is null || each.WakeNs < next.WakeNs || (each.WakeNs == next.WakeNs && each.Index < next.Index)))
            {
                next = each;
            }
        }

        Next = next;
    }

    private static long WholeMicroseconds(long ns) => ns - (ns % NsPerUs);
}
