using System.Buffers;
using AllocSim.Reports.Measures.Heaps;
using AllocSim.Simulator.Operations;

namespace AllocSim.Cli.Inspection;

/// <summary>Where the live objects of a trace come from. Grows with the most objects that live at once.</summary>
/// <remarks>In leaves that stay where they are: an array that doubles leaves as much behind as it holds, and a replay that stands as a snapshot is made while somebody waits.</remarks>
/// <param name="pool">Where leaves come from and go back to, all of them with nothing in them.</param>
internal sealed class ObjectJournal(ArrayPool<TracedBlock>? pool) : ObjectProbe, IDisposable
{
    private const int LgLeaf = 10;

    /// <summary>Objects of a leaf.</summary>
    public const int LeafLength = 1 << LgLeaf;

    private readonly List<TracedBlock[]> _leaves = [];

    /// <summary>Who knows the trace's own numbers and call stacks.</summary>
    public TraceCursor? Cursor { get; set; }

    /// <summary>Objects made so far.</summary>
    public long MadeCount { get; private set; }

    /// <summary>The live objects, by slot.</summary>
    public IEnumerable<TracedBlock> Live => _leaves.SelectMany(leaf => leaf).Where(block => block.Address != 0);

    /// <summary>The live objects as a recording keeps them.</summary>
    public IEnumerable<RecordedObject> Recorded()
    {
        for (int slot = 0; slot < _leaves.Count << LgLeaf; slot++)
        {
            TracedBlock block = _leaves[slot >> LgLeaf][slot & (LeafLength - 1)];
            if (block.Address != 0)
            {
                yield return new RecordedObject(slot, block.Address, block.Size, block.Number, block.Operation, block.Thread, block.TimeNs, block.Stack);
            }
        }
    }

    /// <summary>The live object that lies last before an address or at it; without one its address is 0.</summary>
    public TracedBlock Before(ulong address)
    {
        TracedBlock nearest = default;
        foreach (TracedBlock[] leaf in _leaves)
        {
            foreach (ref readonly TracedBlock block in leaf.AsSpan())
            {
                if (block.Address != 0 && block.Address <= address && block.Address > nearest.Address)
                {
                    nearest = block;
                }
            }
        }

        return nearest;
    }

    /// <summary>The live object that lies first behind an address; without one its address is 0.</summary>
    public TracedBlock Behind(ulong address)
    {
        TracedBlock nearest = default;
        foreach (TracedBlock[] leaf in _leaves)
        {
            foreach (ref readonly TracedBlock block in leaf.AsSpan())
            {
                if (block.Address > address && (nearest.Address == 0 || block.Address < nearest.Address))
                {
                    nearest = block;
                }
            }
        }

        return nearest;
    }

    /// <summary>The live object with a number in the trace; without one its address is 0.</summary>
    public TracedBlock Numbered(ulong number) => Live.FirstOrDefault(block => unchecked((ulong)block.Number) == number);

    /// <summary>The live object that holds an address; without one its address is 0.</summary>
    public TracedBlock At(ulong address) => Before(address) is var block && block.Holds(address) ? block : default;

    /// <summary>What a call that makes an object has made.</summary>
    public TracedBlock BlockOf(long index, in Operation operation, ulong address, ulong size) => new()
    {
        Number = Cursor?.ObjectNumber(index) ?? -1,
        Address = address,
        Size = size,
        Operation = index,
        TimeNs = operation.TimeNs,
        Thread = operation.Thread,
        Stack = Cursor?.StackOf(index) ?? 0,
    };

    /// <inheritdoc/>
    public override void Made(long index, in Operation operation, ulong address, ulong size)
    {
        if (address == 0)
        {
            return;
        }

        MadeCount++;
        while (operation.Object >= _leaves.Count << LgLeaf)
        {
            _leaves.Add(pool?.Rent(LeafLength) ?? new TracedBlock[LeafLength]);
        }

        Slot(operation.Object) = BlockOf(index, operation, address, size);
    }

    /// <inheritdoc/>
    public override void Gone(long index, in Operation operation, ulong address, ulong size)
    {
        int slot = operation.Kind is OperationKind.Realloc or OperationKind.Rallocx ? operation.OldObject : operation.Object;
        if ((uint)slot < (uint)(_leaves.Count << LgLeaf))
        {
            Slot(slot) = default;
        }
    }

    /// <inheritdoc/>
    public override void Resized(long index, in Operation operation, ulong address, ulong oldSize, ulong newSize) => Slot(operation.Object).Size = newSize;

    /// <inheritdoc/>
    public void Dispose()
    {
        _leaves.ForEach(leaf => pool?.Return(leaf, clearArray: true));
        _leaves.Clear();
    }

    private ref TracedBlock Slot(int slot) => ref _leaves[slot >> LgLeaf][slot & (LeafLength - 1)];
}
