using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;

namespace AllocSim.Simulator.Replay;

/// <summary>Finds the call stack of the operation under way beside the batch that it came in.</summary>
internal sealed class ReplayedStacks(SimMachine machine, ITraceSource source, OperationBatch batch) : ICallStackSource
{
    /// <summary>Operations that had begun before the batch.</summary>
    public long FirstIndex { get; set; }

    /// <inheritdoc/>
    public int Current
    {
        get
        {
            long index = machine.OperationsBegun - 1 - FirstIndex;
            return index >= 0 && index < batch.Count ? batch.StackOf((int)index) : 0;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Frames(int number) => source.CallStacks[number - 1];
}
