using AllocSim.Simulator.Operations;

namespace AllocSim.Workloads.Sources;

/// <summary>A source that makes its operations one at a time: transforms and generators.</summary>
public abstract class OperationStream : IOriginTrace
{
    private long _index;
    private bool _ended;

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract IReadOnlyList<string> Names { get; }

    /// <inheritdoc/>
    public abstract TraceOrigin Origin { get; }

    /// <inheritdoc/>
    public virtual RepairTally Repairs { get; } = new();

    /// <inheritdoc/>
    public virtual IReadOnlyList<IReadOnlyList<string>> CallStacks => [];

    /// <summary>Set by <see cref="TryNext"/>: number of the operation's call stack; 0, which it is before each operation, for none.</summary>
    protected int Stack { get; set; }

    /// <inheritdoc/>
    public bool TryRead(OperationBatch batch)
    {
        batch.FirstIndex = _index;
        batch.ClearStacks();
        int count = 0;
        while (count < batch.Operations.Length && !_ended)
        {
            Stack = 0;
            if (TryNext(ref batch.Operations[count], out batch.Objects[count], out batch.OldObjects[count]))
            {
                if (Stack != 0)
                {
                    batch.NeedStacks()[count] = Stack;
                }

                count++;
            }
            else
            {
                _ended = true;
            }
        }

        batch.Count = count;
        _index += count;
        return count > 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes the next operation: all fields, and its object numbers.</summary>
    /// <returns>False at the end.</returns>
    protected abstract bool TryNext(ref Operation op, out long number, out long old);

    /// <summary>Lets go of what the source holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
