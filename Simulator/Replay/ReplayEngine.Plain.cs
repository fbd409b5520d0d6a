using AllocSim.Simulator.Operations;

namespace AllocSim.Simulator.Replay;

/// <content>Calls that the allocator does not have.</content>
public sealed partial class ReplayEngine<TAllocator, TProbe>
{
    /// <summary>Calls that were made as their plain counterparts.</summary>
    public long MappedCount { get; private set; }

    /// <summary>Calls that have none and were left out.</summary>
    public long SkippedCount { get; private set; }

    private void RunPlain(long index, in Operation operation)
    {
        if (!_options.IsLenient)
        {
            throw new TraceFormatException($"operation {index} calls {PlainCalls.Name(operation.Kind)}, which this allocator does not have");
        }

        if (!PlainCalls.TryMap(operation, out Operation plain))
        {
            SkippedCount++;
            return;
        }

        MappedCount++;
        switch (plain.Kind)
        {
            case OperationKind.Malloc:
                Keep(_machine, index, plain, _allocator.Malloc(plain.Thread, plain.Size), plain.Size);
                break;
            case OperationKind.Free:
                ObjectEntry gone = Take(plain.Object);
                _allocator.Free(plain.Thread, gone.Address);
                _probe.Gone(index, plain, gone.Address, gone.Size);
                break;
            default:
                RunLessCommon(index, plain);
                break;
        }
    }
}
