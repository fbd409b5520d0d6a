using System.Runtime.CompilerServices;
using AllocSim.Simulator.Locks;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Phk;

/// <summary>The one lock, held during each public call. A program with one thread never takes it. (thread_lock, __isthreaded)</summary>
internal sealed class PhkLock
{
    private const int NoThread = -1;

    private int _firstThread = NoThread;
    private bool _isThreaded;

    /// <summary>Makes it, free.</summary>
    public PhkLock(SimMachine machine)
    {
        Mutex = new SimMutex("malloc", 1, machine.LockRecorder);
    }

    /// <summary>A thread that finds it taken lets others run at once.</summary>
    public static WaitingLaw Waiting => WaitingLaw.SleepAtOnce;

    /// <summary>The mutex.</summary>
    public SimMutex Mutex { get; }

    /// <summary>A public call begins. (_MALLOC_LOCK)</summary>
    /// <returns>Whether it is the first of all.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Enter(int thread) => (_isThreaded || thread != _firstThread) && EnterOther(thread);

    /// <summary>It ends. (_MALLOC_UNLOCK)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Leave(int thread)
    {
        if (_isThreaded)
        {
            Mutex.Release(thread);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool EnterOther(int thread)
    {
        if (_firstThread == NoThread)
        {
            _firstThread = thread;
            return true;
        }

        _isThreaded = true;
        Mutex.Acquire(thread);
        return false;
    }
}
