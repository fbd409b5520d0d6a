using System.Runtime.CompilerServices;
using AllocSim.Simulator.Locks;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Phk;

/// <summary>The one lock, held during each public call. A program with one thread never takes it. (thread_lock, __isthreaded)</summary>
internal sealed class PhkLock
{
    /// <summary>How often a thread looks at the lock before it lets others run: the library's yields at once.</summary>
    public const long MaxSpin = 0;

    private const int NoThread = -1;

    private int _firstThread = NoThread;
    private bool _isThreaded;

    /// <summary>Makes it, free.</summary>
    public PhkLock(SimMachine machine)
    {
        Mutex = new SimMutex("malloc", 1, machine.LockRecorder);
    }

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
