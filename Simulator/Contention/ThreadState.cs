namespace AllocSim.Simulator.Contention;

/// <summary>Where a thread's time goes.</summary>
public enum ThreadState
{
    /// <summary>It has not started, waits for an object or a timer, or has ended: it has no CPU and wants none.</summary>
    Idle,

    /// <summary>It wants a CPU.</summary>
    Ready,

    /// <summary>It has a CPU and computes.</summary>
    Running,

    /// <summary>It has a CPU and spins on a lock.</summary>
    Spinning,

    /// <summary>It waits for a lock without a CPU.</summary>
    Blocked,

    /// <summary>Nothing is left for it to do.</summary>
    Ended,
}
