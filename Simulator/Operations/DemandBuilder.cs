namespace AllocSim.Simulator.Operations;

/// <summary>Works out the demand of a trace.</summary>
/// <param name="operations">Operations in it.</param>
/// <param name="slots">Slots that its objects use.</param>
internal sealed class DemandBuilder(int operations, int slots)
{
    private readonly long[] _timesNs = new long[operations + 2];
    private readonly ulong[] _requested = new ulong[operations + 1];
    private readonly List<ObjectChange> _changes = new(operations + (operations / 16));
    private readonly int[] _sizes = new int[slots];
    private int _index;
    private ulong _bytes;

    /// <summary>The next operation of the trace.</summary>
    /// <returns>False where what it does to objects is for the allocator to say.</returns>
    public bool TryAdd(in Operation operation)
    {
        _timesNs[_index + 1] = operation.TimeNs;
        _requested[_index] = _bytes;
        bool isKnown = true;
        switch (operation.Kind)
        {
            case OperationKind.Malloc or OperationKind.Calloc or OperationKind.Memalign or OperationKind.AlignedAlloc:
                isKnown = TryMake(operation);
                break;
            case OperationKind.Free when operation.Object != Operation.None:
                End(operation.Object);
                break;
            case OperationKind.Realloc:
                if (operation.OldObject != Operation.None)
                {
                    End(operation.OldObject);
                }

                isKnown = TryMake(operation);
                break;
            default:
                isKnown = operation.Kind == OperationKind.Exit;
                break;
        }

        _index++;
        return isKnown;
    }

    /// <summary>The trace has ended.</summary>
    public Demand Build()
    {
        _timesNs[0] = _timesNs[1];
        _timesNs[_index + 1] = _timesNs[_index];
        _requested[_index] = _bytes;
        return new Demand(_timesNs, _requested, [.. _changes]);
    }

    private bool TryMake(in Operation operation)
    {
        ulong size = operation.RequestedBytes;
        if (size >= int.MaxValue)
        {
            return false;
        }

        _sizes[operation.Object] = (int)size;
        _bytes += size;
        _changes.Add(ObjectChange.Made((int)size, _index));
        return true;
    }

    private void End(int slot)
    {
        _bytes -= (ulong)_sizes[slot];
        _changes.Add(ObjectChange.Gone(_sizes[slot], _index));
    }
}
