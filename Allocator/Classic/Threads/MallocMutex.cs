using System.Runtime.CompilerServices;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Classic.Threads;

/// <summary>A mutex that is only taken in a threaded program. (malloc_mutex_t)</summary>
internal sealed class MallocMutex
{
    private readonly Threading _threading;

    /// <summary>Makes one.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="threading">Whether it is taken, and by whom.</param>
    /// <param name="recorder">Who is told; null in a serial run.</param>
    public MallocMutex(string name, Threading threading, ILockRecorder? recorder)
    {
        Mutex = new SimMutex(name, 0, recorder);
        _threading = threading;
    }

    /// <summary>The mutex and its counters.</summary>
    public SimMutex Mutex { get; }

    /// <summary>Locks. (malloc_mutex_lock)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Lock()
    {
        if (_threading.IsThreaded)
        {
            Mutex.Acquire(_threading.Current.Id);
        }
    }

    /// <summary>Unlocks. (malloc_mutex_unlock)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Unlock()
    {
        if (Mutex.IsHeld)
        {
            Mutex.Release(_threading.Current.Id);
        }
    }
}
