using AllocSim.Simulator.Costs;
using AllocSim.Simulator.Locks;

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

    /// <summary>What the table of costs is called where a run is described.</summary>
    public string CostsName { get; init; } = "default";

    /// <summary>Who gets a lock that others wait for.</summary>
    public LockOrder LockOrder { get; init; } = LockOrder.Barging;

    /// <summary>What a thread does that finds a lock taken; the allocator says it.</summary>
    public WaitingLaw Waiting { get; init; } = WaitingLaw.SpinThenSleep(600);
}
