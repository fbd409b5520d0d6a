using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Tcmalloc.Threads;

/// <summary>A lock of the library's own kind, taken by the thread that is calling. (SpinLock)</summary>
/// <param name="name">What messages call it.</param>
/// <param name="rank">Its place in the order of locking.</param>
/// <param name="caller">The thread under way.</param>
/// <param name="recorder">Who is told of acquisitions; null in a serial run.</param>
internal sealed class TcmallocLock(string name, int rank, Caller caller, ILockRecorder? recorder)
{
    private const int AdaptiveLooks = 1000;

    /// <summary>A thread looks a thousand times, then sleeps on a futex; woken, it begins again. (SpinLock::SlowLock, adaptive_spin_count)</summary>
    public static WaitingLaw Waiting => WaitingLaw.SpinAndSleepInTurn(AdaptiveLooks);

    /// <summary>The mutex.</summary>
    public SimMutex Mutex { get; } = new(name, rank, recorder);

    /// <summary>The thread under way.</summary>
    public int Caller => caller.Thread;

    /// <summary>What it guards, as far as threads bring it for each other.</summary>
    public Supply Supply => new(Mutex);

    /// <summary>Takes it.</summary>
    public void Lock() => Mutex.Acquire(caller.Thread);

    /// <summary>Gives it back.</summary>
    public void Unlock() => Mutex.Release(caller.Thread);
}
