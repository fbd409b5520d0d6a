using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Threads;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Jemalloc.Background;

/// <summary>A background thread: what jemalloc notes of it, and when the system lets it run.</summary>
/// <remarks>Source: jemalloc 5.3.0, `include/jemalloc/internal/background_thread_structs.h`.</remarks>
internal sealed class BackgroundThread(int index, ILockRecorder? recorder)
{
    /// <summary>The wake-up time of a thread that sleeps until it is signalled. (BACKGROUND_THREAD_INDEFINITE_SLEEP)</summary>
    public const ulong Indefinite = ulong.MaxValue;

    /// <summary>The time to run of a thread that does not want to.</summary>
    public const long Never = long.MaxValue;

    /// <summary>Its number, from 0.</summary>
    public int Index { get; } = index;

    /// <summary>Guards the rest; the thread holds it whenever it does not sleep.</summary>
    public SimMutex Mutex { get; } = new("background_thread", MutexRank.BackgroundThread, recorder);

    /// <summary>What it has been told to be.</summary>
    public BackgroundThreadState State { get; set; }

    /// <summary>When it means to wake up, nanoseconds; 0 before its first run. (next_wakeup)</summary>
    public ulong NextWakeupNs { get; set; }

    /// <summary>Pages that have become unused since it last ran and that it will have to purge by its wake-up. (npages_to_purge_new)</summary>
    public ulong NewPagesToPurge { get; set; }

    /// <summary>Times that it went to sleep. (tot_n_runs)</summary>
    public ulong RunCount { get; set; }

    /// <summary>Time asleep, nanoseconds. (tot_sleep_time)</summary>
    public ulong SleptNs { get; set; }

    /// <summary>Its own thread-local state; null while the system has no such thread.</summary>
    public Tsd? Thread { get; set; }

    /// <summary>When it wants to run, nanoseconds; <see cref="Never"/> for not before it is signalled.</summary>
    public long WakeNs { get; set; } = Never;

    /// <summary>When it fell asleep, whole microseconds in nanoseconds; -1 before its first sleep.</summary>
    public long AsleepSinceNs { get; set; } = -1;

    /// <summary>Whether it sleeps until it is signalled.</summary>
    public bool SleepsIndefinitely => NextWakeupNs == Indefinite;

    /// <summary>Starts its records afresh. (background_thread_info_init)</summary>
    public void Reset()
    {
        NextWakeupNs = 0;
        NewPagesToPurge = 0;
        RunCount = 0;
        SleptNs = 0;
    }
}
