namespace AllocSim.Simulator.Allocation.Policies;

/// <summary>What an option can change of a run.</summary>
[Flags]
public enum TuningEffect
{
    /// <summary>Nothing that is measured: it prints, checks or fills, or changes what calls mean.</summary>
    None = 0,

    /// <summary>Memory: resident, mapped or address space.</summary>
    Memory = 1,

    /// <summary>Calls to the system and page faults, which every run counts.</summary>
    System = 2,

    /// <summary>Time in the allocator's own code and waiting for its locks, which only a run in simulated time counts.</summary>
    Time = 4,
}
