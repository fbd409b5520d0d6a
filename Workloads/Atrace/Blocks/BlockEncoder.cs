using AllocSim.Simulator.Operations;

namespace AllocSim.Workloads.Atrace.Blocks;

/// <summary>Turns operations into the columns of a block.</summary>
/// <remarks>
/// A block can be read without those before it: whatever depends on the past (time, next object number, slots that were free) is stored in it.
/// A new object takes the slot that became free last inside the block, which costs no byte; only where there is none, the slot taken is written down.
/// </remarks>
internal sealed class BlockEncoder
{
    private readonly ByteColumn[] _columns = [.. Enum.GetValues<Column>().Select(_ => new ByteColumn())];
    private readonly List<int> _freedHere = [];
    private readonly List<int> _freedBefore = [];
    private int[] _slotOfSource = [];
    private long _time;
    private long _nextNumber;
    private int _thread;
    private int _lastPool = -1;
    private int _highestSlot;

    /// <summary>Operations in the block so far.</summary>
    public int Count { get; private set; }

    /// <summary>Index of the block's first operation.</summary>
    public long FirstIndex { get; private set; }

    /// <summary>Time of the block's first operation.</summary>
    public long FirstTimeNs { get; private set; }

    /// <summary>The object number expected at the block's start.</summary>
    public long FirstNumber { get; private set; }

    /// <summary>Slots handed out before and in the block.</summary>
    public int SlotCount { get; private set; }

    /// <summary>The bytes of a column; empty for upper slot bytes that are all 0.</summary>
    public ReadOnlySpan<byte> this[Column column] =>
        column == Column.SlotsHigh && _highestSlot <= ushort.MaxValue ? default : _columns[(int)column].Bytes;

    /// <summary>Starts the next block.</summary>
    public void Restart()
    {
        FirstIndex += Count;
        FirstNumber = _nextNumber;
        FirstTimeNs = _time;
        Count = 0;
        _thread = 0;
        _lastPool = -1;
        _highestSlot = 0;
        _freedBefore.AddRange(_freedHere);
        _freedHere.Clear();
        foreach (ByteColumn column in _columns)
        {
            column.Clear();
        }
    }

    /// <summary>Appends an operation.</summary>
    /// <param name="op">The operation, with its source's slots.</param>
    /// <param name="number">Number of the object that it makes; else ignored.</param>
    /// <param name="stack">Number of its call stack, or 0.</param>
    public void Add(in Operation op, long number, int stack)
    {
        if (Count == 0)
        {
            FirstTimeNs = _time = op.TimeNs;
        }

        int head = (int)op.Kind;
        ulong passed = (ulong)(op.TimeNs - _time);
        _time = op.TimeNs;
        At(Column.Times).Byte((byte)passed);
        if (passed >> 8 != 0)
        {
            head |= AtraceFormat.LongTime;
            At(Column.LongTimes).VarInt(passed >> 8);
        }

        if (op.Thread != _thread)
        {
            head |= AtraceFormat.NewThread;
            _thread = op.Thread;
            At(Column.Threads).VarInt((uint)_thread);
        }

        if (stack != 0)
        {
            head |= AtraceFormat.HasStack;
            At(Column.Stacks).VarInt((uint)stack);
        }

        AddArguments(op);
        if (AddObjects(op) && number != _nextNumber)
        {
            head |= AtraceFormat.OddNumber;
            At(Column.Numbers).ZigZag(number - _nextNumber);
            _nextNumber = number + 1;
        }
        else if (OperationTraits.MakesObject(op.Kind))
        {
            _nextNumber++;
        }

        At(Column.Heads).Byte((byte)head);
        Count++;
    }

    private ByteColumn At(Column column) => _columns[(int)column];

    private void AddArguments(in Operation op)
    {
        if (OperationTraits.HasSize(op.Kind))
        {
            At(Column.Sizes).VarInt(op.Size);
        }

        if (OperationTraits.HasExtra(op.Kind))
        {
            At(Column.Extras).VarInt(op.Extra);
        }

        if (OperationTraits.HasFlags(op.Kind))
        {
            At(Column.Flags).ZigZag(op.Flags);
        }
    }

    /// <summary>Writes the slots.</summary>
    /// <returns>Whether the operation makes an object.</returns>
    private bool AddObjects(in Operation op)
    {
        switch (OperationTraits.RoleOf(op.Kind))
        {
            case ObjectRole.Made:
                TakeSlot(op.Object);
                return true;
            case ObjectRole.Remade:
                if (op.OldObject < 0)
                {
                    AddSlot(0);
                    TakeSlot(op.Object);
                }
                else
                {
                    int slot = _slotOfSource[op.OldObject];
                    AddSlot(slot + 1);
                    Assign(op.Object, slot);
                }

                return true;
            case ObjectRole.Freed:
                int freed = _slotOfSource[op.Object];
                AddSlot(freed);
                _freedHere.Add(freed);
                return false;
            case ObjectRole.Used:
                AddSlot(_slotOfSource[op.Object]);
                return false;
            case ObjectRole.Name:
                AddSlot(op.Object);
                return false;
            default:
                return false;
        }
    }

    private void TakeSlot(int sourceSlot)
    {
        int slot;
        if (_freedHere.Count > 0)
        {
            slot = Pop(_freedHere);
        }
        else
        {
            slot = _freedBefore.Count > 0 ? Pop(_freedBefore) : SlotCount++;
            At(Column.Pool).ZigZag(slot - _lastPool - 1L);
            _lastPool = slot;
        }

        Assign(sourceSlot, slot);
    }

    private static int Pop(List<int> stack)
    {
        int top = stack[^1];
        stack.RemoveAt(stack.Count - 1);
        return top;
    }

    private void Assign(int sourceSlot, int slot)
    {
        if (sourceSlot >= _slotOfSource.Length)
        {
            Array.Resize(ref _slotOfSource, Math.Max(sourceSlot + 1, Math.Max(1024, _slotOfSource.Length * 2)));
        }

        _slotOfSource[sourceSlot] = slot;
    }

    private void AddSlot(int slot)
    {
        _highestSlot = Math.Max(_highestSlot, slot);
        At(Column.SlotsLow).Byte((byte)slot);
        At(Column.SlotsMiddle).Byte((byte)(slot >> 8));
        At(Column.SlotsHigh).UInt16((ushort)(slot >> 16));
    }
}
