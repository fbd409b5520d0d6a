using System.Runtime.CompilerServices;
using AllocSim.Allocator.Jemalloc.Threads;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Jemalloc.Locks;

/// <summary>Locking on behalf of a thread, or of none while jemalloc starts.</summary>
internal static class MutexOwnership
{
    /// <summary>Acquires the mutex.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Lock(this SimMutex mutex, Tsd? thread) => mutex.Acquire(thread is null ? SimMutex.NoThread : thread.BlockId);

    /// <summary>Acquires the mutex if it is free.</summary>
    public static bool TryLock(this SimMutex mutex, Tsd? thread) => mutex.TryAcquire(thread is null ? SimMutex.NoThread : thread.BlockId);

    /// <summary>Releases the mutex.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Unlock(this SimMutex mutex, Tsd? thread) => mutex.Release(thread is null ? SimMutex.NoThread : thread.BlockId);

    /// <summary>A copy of the mutex's counters, taken under its lock.</summary>
    public static MutexProfile ReadLocked(this SimMutex mutex, Tsd? thread)
    {
        mutex.Lock(thread);
        MutexProfile profile = mutex.Profile;
        mutex.Unlock(thread);
        return profile;
    }
}
