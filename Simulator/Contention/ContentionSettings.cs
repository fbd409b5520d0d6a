using AllocSim.Simulator.Costs;

namespace AllocSim.Simulator.Contention;

/// <summary>The machine on which threads compete.</summary>
public sealed record ContentionSettings
{
    /// <summary>CPUs; at least 1.</summary>
    public int CpuCount { get; init; } = 2;

    /// <summary>Whether each thread stays on one CPU, its number modulo theirs; otherwise it takes any that is free.</summary>
    public bool IsPinned { get; init; }

    /// <summary>What things cost.</summary>
    public required CostTable Costs { get; init; }

    /// <summary>Who gets a lock that others wait for.</summary>
    public LockOrder LockOrder { get; init; } = LockOrder.Barging;

    /// <summary>How often a thread looks at a lock before it blocks; -1 for ever. With one CPU nobody spins. (mutex_max_spin)</summary>
    public long MutexMaxSpin { get; init; } = 600;
}
