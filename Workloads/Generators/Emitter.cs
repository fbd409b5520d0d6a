using AllocSim.Simulator.Operations;

namespace AllocSim.Workloads.Generators;

/// <summary>Where a workload's program makes its calls: numbers the objects, keeps the slots and the time.</summary>
public sealed class Emitter
{
    private readonly Queue<(Operation Operation, long Number, long Old)> _made = new();
    private readonly Stack<int> _freeSlots = new();
    private long _nextNumber;
    private int _slotCount;

    /// <summary>Calls made and not yet taken.</summary>
    public int Pending => _made.Count;

    /// <summary>Time of the next call, nanoseconds.</summary>
    public long NowNs { get; set; }

    /// <summary>The calling thread.</summary>
    public int Thread { get; set; }

    /// <summary>Objects alive now.</summary>
    public long LiveCount { get; private set; }

    /// <summary>malloc.</summary>
    public Handle Malloc(ulong size) => Make(new Operation { Kind = OperationKind.Malloc, Size = size });

    /// <summary>calloc.</summary>
    public Handle Calloc(ulong count, ulong size) => Make(new Operation { Kind = OperationKind.Calloc, Size = size, Extra = count });

    /// <summary>posix_memalign.</summary>
    public Handle Memalign(ulong alignment, ulong size) => Make(new Operation { Kind = OperationKind.Memalign, Size = size, Extra = alignment });

    /// <summary>realloc of a live object.</summary>
    /// <returns>The object that takes its place.</returns>
    public Handle Realloc(Handle old, ulong size)
    {
        var operation = new Operation { Kind = OperationKind.Realloc, Size = size, Object = old.Slot, OldObject = old.Slot };
        Put(operation, _nextNumber, old.Number);
        return new Handle(old.Slot, _nextNumber++);
    }

    /// <summary>free of a live object.</summary>
    public void Free(Handle handle)
    {
        Put(new Operation { Kind = OperationKind.Free, Object = handle.Slot, OldObject = Operation.None }, handle.Number, -1);
        _freeSlots.Push(handle.Slot);
        LiveCount--;
    }

    /// <summary>The thread ends.</summary>
    public void Exit() => Put(new Operation { Kind = OperationKind.Exit, Object = Operation.None, OldObject = Operation.None }, -1, -1);

    /// <summary>malloc_stats_print.</summary>
    public void Stats() => Put(new Operation { Kind = OperationKind.Stats, Object = Operation.None, OldObject = Operation.None }, -1, -1);

    /// <summary>mallctl.</summary>
    /// <param name="name">Index of its name.</param>
    /// <param name="mode">Type of the value, and whether it is written.</param>
    /// <param name="value">What is written.</param>
    public void Control(int name, CtlMode mode, ulong value) =>
        Put(new Operation { Kind = OperationKind.Ctl, Object = name, OldObject = Operation.None, Flags = (int)mode, Extra = value }, -1, -1);

    /// <summary>Takes the next call out.</summary>
    public void Take(ref Operation operation, out long number, out long old) => (operation, number, old) = _made.Dequeue();

    private Handle Make(Operation operation)
    {
        int slot = _freeSlots.Count > 0 ? _freeSlots.Pop() : _slotCount++;
        operation.Object = slot;
        operation.OldObject = Operation.None;
        LiveCount++;
        Put(operation, _nextNumber, -1);
        return new Handle(slot, _nextNumber++);
    }

    private void Put(Operation operation, long number, long old)
    {
        operation.TimeNs = NowNs;
        operation.Thread = Thread;
        _made.Enqueue((operation, number, old));
    }

    /// <summary>A live object.</summary>
    /// <param name="Slot">Its slot.</param>
    /// <param name="Number">Its number.</param>
    public readonly record struct Handle(int Slot, long Number);
}
