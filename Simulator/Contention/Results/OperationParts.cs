namespace AllocSim.Simulator.Contention.Results;

/// <summary>What an operation's time went to, beside computing.</summary>
public struct OperationParts
{
    /// <summary>Waiting for locks, spinning and blocked; nanoseconds.</summary>
    public long LockWaitNs;

    /// <summary>Page faults, picoseconds.</summary>
    public long FaultPs;

    /// <summary>Calls to the system, picoseconds.</summary>
    public long SystemCallPs;
}
