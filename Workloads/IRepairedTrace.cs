using AllocSim.Simulator.Operations;

namespace AllocSim.Workloads;

/// <summary>A trace source that can tell what it had to repair. Complete once the trace has been read to its end.</summary>
public interface IRepairedTrace : ITraceSource
{
    /// <summary>Repairs so far.</summary>
    RepairTally Repairs { get; }
}
