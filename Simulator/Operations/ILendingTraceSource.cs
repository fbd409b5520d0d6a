using System.Diagnostics.CodeAnalysis;

namespace AllocSim.Simulator.Operations;

/// <summary>A source whose batches are in memory already, so that they can be read where they are.</summary>
public interface ILendingTraceSource : ITraceSource
{
    /// <summary>Hands out the next batch itself, in place of what <see cref="ITraceSource.TryRead"/> would fill in. It is not to be changed, and stays as it is.</summary>
    /// <returns>False when the trace has ended.</returns>
    bool TryLend([NotNullWhen(true)] out OperationBatch? batch);
}
