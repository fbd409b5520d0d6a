using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Text;

namespace AllocSim.Workloads.Sinks;

/// <summary>Where a trace is written to.</summary>
/// <remarks>Nothing appears under the final name before <see cref="Finish"/>; disposing without it leaves nothing behind.</remarks>
public interface ITraceSink : IDisposable
{
    /// <summary>Writes all operations of a batch, which must carry their object numbers.</summary>
    /// <param name="batch">The operations.</param>
    /// <param name="names">The source's control names.</param>
    /// <param name="remarks">Lines of text beyond the operations, up to the end of this batch; taken out. Null where there are none.</param>
    /// <param name="callStacks">The source's call stacks, which only .atrace can hold; null to leave them out.</param>
    void Write(OperationBatch batch, IReadOnlyList<string> names, TextRemarks? remarks = null, IReadOnlyList<IReadOnlyList<string>>? callStacks = null);

    /// <summary>Writes the end and puts the file in place.</summary>
    /// <param name="remarks">Lines of text after the last operation.</param>
    void Finish(TextRemarks? remarks = null);
}
