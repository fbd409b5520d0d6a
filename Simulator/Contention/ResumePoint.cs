namespace AllocSim.Simulator.Contention;

/// <summary>What a thread does first when it gets a CPU.</summary>
internal enum ResumePoint
{
    /// <summary>Goes on with its script.</summary>
    Script,

    /// <summary>Finishes the work it was taken away from.</summary>
    Work,

    /// <summary>Goes on spinning.</summary>
    Spin,

    /// <summary>Tries the lock that it was woken for.</summary>
    Retry,

    /// <summary>Uses the lock that was handed to it.</summary>
    Granted,
}
