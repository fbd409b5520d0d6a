using AllocSim.Simulator.Operations;

namespace AllocSim.Simulator.Contention.Traces;

/// <summary>An operation that waits for its thread to reach it.</summary>
internal struct QueuedOperation
{
    /// <summary>The operation; its objects are numbers of a <see cref="SharedObjects"/>.</summary>
    public Operation Operation;

    /// <summary>Its place in the trace, from 0.</summary>
    public long Index;
}
