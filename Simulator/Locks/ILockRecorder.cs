namespace AllocSim.Simulator.Locks;

/// <summary>Sees every acquisition and release of the mutexes it is set on: the seam through which a contended run learns what an operation locks.</summary>
public interface ILockRecorder
{
    /// <summary>A thread is about to acquire the mutex.</summary>
    void Acquiring(SimMutex mutex, int thread);

    /// <summary>A thread has released the mutex.</summary>
    void Released(SimMutex mutex, int thread);
}
