using AllocSim.Simulator.Operations;

namespace AllocSim.Workloads;

/// <summary>A trace source that can tell where its operations come from and what it had to repair.</summary>
public interface IOriginTrace : ITraceSource
{
    /// <summary>Where the trace comes from; complete once the first operation has been read.</summary>
    TraceOrigin Origin { get; }

    /// <summary>Repairs so far; complete once the trace has been read to its end.</summary>
    RepairTally Repairs { get; }
}
