using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Objects;

namespace AllocSim.Workloads.Sources;

/// <summary>A source that makes its operations one at a time: transforms and generators.</summary>
public abstract class OperationStream : IOriginTrace
{
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

    /// <inheritdoc/>
    public virtual PendingMarks? Marks => null;

    /// <summary>Index of the operation that <see cref="TryNext"/> is to make.</summary>
    protected long Index { get; private set; }

    /// <summary>Set by <see cref="TryNext"/>: number of the operation's call stack; 0, which it is before each operation, for none.</summary>
    protected int Stack { get; set; }

    /// <inheritdoc/>
    public bool TryRead(OperationBatch batch)
    {
        batch.FirstIndex = Index;
        batch.ClearStacks();
        int count = 0;
        while (count < batch.Operations.Length && !_ended)
        {
            Stack = 0;
            if (TryStep(ref batch.Operations[count], out batch.Objects[count], out batch.OldObjects[count]))
            {
                if (Stack != 0)
                {
                    batch.NeedStacks()[count] = Stack;
                }

                count++;
                Index++;
            }
            else
            {
                _ended = true;
            }
        }

        batch.Count = count;
        return count > 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    private bool TryStep(ref Operation op, out long number, out long old)
    {
        try
        {
            bool made = TryNext(ref op, out number, out old);
            if (!made || (uint)op.Thread < OperationBinder.MaxThreads)
            {
                return made;
            }
        }
        catch (OverflowException)
        {
        }

        throw new TraceFormatException($"{Name}: its threads, objects or times grow beyond what a trace can number; fewer copies or traces, or shorter times, are needed");
    }

    /// <summary>Makes the next operation: all fields, and its object numbers.</summary>
    /// <returns>False at the end.</returns>
    protected abstract bool TryNext(ref Operation op, out long number, out long old);

    /// <summary>Lets go of what the source holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
