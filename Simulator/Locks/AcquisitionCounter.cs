namespace AllocSim.Simulator.Locks;

/// <summary>Counts acquisitions of all mutexes together: where the count stands still, nothing changed that a mutex guards.</summary>
public sealed class AcquisitionCounter : ILockRecorder
{
    /// <summary>Acquisitions so far.</summary>
    public long Count { get; private set; }

    /// <inheritdoc/>
    public void Acquiring(SimMutex mutex, int thread, bool isSwitch) => Count++;

    /// <inheritdoc/>
    public void Reacquiring(SimMutex mutex, int thread) => Count++;

    /// <inheritdoc/>
    public bool IsTaken(SimMutex mutex) => false;

    /// <inheritdoc/>
    public void Released(SimMutex mutex, int thread)
    {
    }
}
