namespace AllocSim.Simulator.Contention;

/// <summary>Sees what happens in a <see cref="ContentionKernel"/>, for a picture of it.</summary>
public interface IContentionObserver
{
    /// <summary>A lock was given back.</summary>
    /// <param name="held">The lock; it knows who held it.</param>
    /// <param name="sinceNs">When it was taken.</param>
    /// <param name="nowNs">Now.</param>
    void Released(ContendedLock held, long sinceNs, long nowNs);

    /// <summary>A call, or a background thread's run, in which memory was given back to the system is over.</summary>
    /// <param name="thread">Who made it.</param>
    /// <param name="sinceNs">When it began.</param>
    /// <param name="nowNs">Now.</param>
    void Purged(SimThread thread, long sinceNs, long nowNs);

    /// <summary>A thread has a lock that it waited for.</summary>
    /// <param name="taken">The lock.</param>
    /// <param name="thread">The thread.</param>
    /// <param name="sinceNs">When it asked.</param>
    /// <param name="nowNs">Now.</param>
    void Waited(ContendedLock taken, SimThread thread, long sinceNs, long nowNs);
}
