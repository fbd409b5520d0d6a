namespace AllocSim.Simulator.Contention;

/// <summary>One step of a <see cref="Script"/>.</summary>
public struct ScriptStep
{
    /// <summary>Work: how long, nanoseconds.</summary>
    public long WorkNs;

    /// <summary>Acquire, release: index of the lock.</summary>
    public int Lock;

    /// <summary>Acquire: whether the mutex, in the order in which operations were run, counted a change of owner here.</summary>
    public bool CountedSwitch;

    /// <summary>Acquire: whether it ends a wait for a condition, which the mutex's counters leave out.</summary>
    public bool IsUncounted;

    /// <summary>Acquire: whether the thread puts something behind the lock that others look for.</summary>
    public bool Publishes;

    /// <summary>What the step does.</summary>
    public StepKind Kind;
}
