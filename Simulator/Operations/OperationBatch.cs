namespace AllocSim.Simulator.Operations;

/// <summary>A run of consecutive operations, reused from read to read: the unit in which traces are decoded and replayed.</summary>
public sealed class OperationBatch
{
    /// <summary>Makes an empty batch.</summary>
    /// <param name="capacity">Most operations that it can hold; at least 1.</param>
    public OperationBatch(int capacity = 4096)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        Operations = new Operation[capacity];
        Objects = new long[capacity];
        OldObjects = new long[capacity];
    }

    /// <summary>The operations; the first <see cref="Count"/> are valid.</summary>
    public Operation[] Operations { get; private set; }

    /// <summary>For each operation the trace's own number of <see cref="Operation.Object"/>, or -1.</summary>
    public long[] Objects { get; private set; }

    /// <summary>For each operation the trace's own number of <see cref="Operation.OldObject"/>, or -1.</summary>
    public long[] OldObjects { get; private set; }

    /// <summary>For each operation the number of its call stack in <see cref="ITraceSource.CallStacks"/>, from 1, or 0; null while no operation had any.</summary>
    public int[]? Stacks { get; private set; }

    /// <summary>How many operations are valid.</summary>
    public int Count { get; set; }

    /// <summary>Index in the trace of the first operation of the batch, counted from 0.</summary>
    public long FirstIndex { get; set; }

    /// <summary>Makes room for call stacks where there is none; an operation has none until it is given one.</summary>
    /// <returns>The numbers of the call stacks.</returns>
    public int[] NeedStacks() => Stacks ??= new int[Operations.Length];

    /// <summary>Takes the call stacks away from all operations. A source does so before it fills a batch.</summary>
    public void ClearStacks()
    {
        if (Stacks is not null)
        {
            Array.Clear(Stacks);
        }
    }

    /// <summary>The number of an operation's call stack, or 0.</summary>
    public int StackOf(int index) => Stacks is null ? 0 : Stacks[index];

    /// <summary>Swaps the contents of two batches without copying them.</summary>
    public void Exchange(OperationBatch other)
    {
        (Operations, other.Operations) = (other.Operations, Operations);
        (Objects, other.Objects) = (other.Objects, Objects);
        (OldObjects, other.OldObjects) = (other.OldObjects, OldObjects);
        (Stacks, other.Stacks) = (other.Stacks, Stacks);
        (Count, other.Count) = (other.Count, Count);
        (FirstIndex, other.FirstIndex) = (other.FirstIndex, FirstIndex);
    }
}
