namespace AllocSim.Simulator.Locks;

/// <summary>Sees every acquisition and release of the mutexes it is set on: the seam through which a contended run learns what an operation locks.</summary>
public interface ILockRecorder
{
    /// <summary>A thread is about to acquire the mutex.</summary>
    /// <param name="mutex">The mutex.</param>
    /// <param name="thread">Its new owner.</param>
    /// <param name="isSwitch">Whether another one had it before, in the order in which operations are run.</param>
    void Acquiring(SimMutex mutex, int thread, bool isSwitch);

    /// <summary>A thread is about to acquire the mutex again after a wait for a condition: that is not counted.</summary>
    void Reacquiring(SimMutex mutex, int thread);

    /// <summary>Whether somebody else has the mutex at this point of simulated time: a thread that only tries it goes without.</summary>
    bool IsTaken(SimMutex mutex);

    /// <summary>The thread that has the mutex puts something behind it that others look for: it is there from this acquisition on.</summary>
    void Publishing(SimMutex mutex)
    {
    }

    /// <summary>Whether something lies behind the mutex that is not there yet at this point of simulated time: the thread that publishes it has still to acquire the mutex.</summary>
    bool HasUnpublished(SimMutex mutex) => false;

    /// <summary>A thread has released the mutex.</summary>
    void Released(SimMutex mutex, int thread);
}
