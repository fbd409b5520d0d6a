using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Sources;

namespace AllocSim.Workloads;

/// <summary>A trace source that can tell where its operations come from and what it had to repair.</summary>
public interface IOriginTrace : ITraceSource
{
    /// <summary>Where the trace comes from; complete once the first operation has been read.</summary>
    TraceOrigin Origin { get; }

    /// <summary>Repairs so far; complete once the trace has been read to its end.</summary>
    RepairTally Repairs { get; }

    /// <summary>Marks that the source has come upon, up to the end of the last batch and maybe further; a consumer takes them. Null where it has none, or was not asked to keep them.</summary>
    PendingMarks? Marks => null;
}
