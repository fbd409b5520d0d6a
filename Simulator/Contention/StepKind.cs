namespace AllocSim.Simulator.Contention;

/// <summary>What a step of a script does.</summary>
public enum StepKind : byte
{
    /// <summary>The thread computes, on a CPU.</summary>
    Work,

    /// <summary>It takes a lock, or waits for it.</summary>
    Acquire,

    /// <summary>It gives a lock back.</summary>
    Release,
}
