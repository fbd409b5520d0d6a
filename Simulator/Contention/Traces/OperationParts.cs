namespace AllocSim.Simulator.Contention.Traces;

/// <summary>What an operation's time went to, beside computing; nanoseconds.</summary>
public struct OperationParts
{
    /// <summary>Waiting for locks, spinning and blocked.</summary>
    public long LockWaitNs;

    /// <summary>Page faults.</summary>
    public long FaultNs;

    /// <summary>Calls to the system.</summary>
    public long SystemCallNs;
}
