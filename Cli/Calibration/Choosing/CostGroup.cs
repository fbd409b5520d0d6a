namespace AllocSim.Cli.Calibration.Choosing;

/// <summary>Entries of a cost table that a calibration takes or leaves together: they are measured by the same runs, and one of them makes up for the other.</summary>
public enum CostGroup
{
    /// <summary>What the allocator does in a call, locks and the system apart.</summary>
    Calls,

    /// <summary>Calls to the system, and page faults.</summary>
    System,

    /// <summary>What the program does between two calls, flat out.</summary>
    Program,

    /// <summary>Taking, handing over and spinning for a mutex.</summary>
    Locks,

    /// <summary>Threads that sleep and wake.</summary>
    Waking,
}
