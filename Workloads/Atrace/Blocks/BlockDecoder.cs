using System.Runtime.CompilerServices;
using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Objects;

namespace AllocSim.Workloads.Atrace.Blocks;

/// <summary>Turns the columns of blocks back into operations, a batch at a time.</summary>
/// <remarks>The table of object numbers by slot is the only memory that outlives a block: 8 bytes for each object of the peak.</remarks>
internal sealed class BlockDecoder
{
    /// <summary>In the number table: the slot is free.</summary>
    private const long Free = -1;

    private readonly BlockColumns _columns = new();
    private readonly int[] _freedHere = new int[AtraceFormat.BlockOperations];
    private long[] _numberOf = [];
    private int _freedCount;
    private int _next;
    private long _time;
    private long _nextNumber;
    private long _nextIndex;
    private long _slotCount;
    private int _thread;
    private int _lastPool;

    /// <summary>Operations in the block.</summary>
    public int Count { get; private set; }

    /// <summary>Operations of the block not yet handed out.</summary>
    public int Remaining => Count - _next;

    /// <summary>Index of the block's first operation.</summary>
    public long FirstIndex { get; private set; }

    /// <summary>Control names known so far.</summary>
    public int NameCount { get; set; }

    /// <summary>Index in the block of the operation that could not be decoded.</summary>
    public int FaultAt => _next;

    /// <summary>Takes a block of operations in.</summary>
    /// <param name="payload">The block.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="mostLost">Operations that may be missing before it.</param>
    /// <returns>Null, or what is wrong with it.</returns>
    public string? TryLoad(byte[] payload, int length, long mostLost)
    {
        try
        {
            return Load(payload, length, mostLost);
        }
        catch (IndexOutOfRangeException)
        {
            return "its head is cut off";
        }
    }

    /// <summary>Steps over the operation at <see cref="FaultAt"/>. It has been decoded in full, into the batch behind the last valid one.</summary>
    public void StepOverFault() => _next++;

    /// <summary>After a fault of the kind "named twice": the object that held the slot.</summary>
    public long DisplacedNumber { get; private set; }

    /// <summary>Forgets which objects are alive: the next block loaded is not the next of the file.</summary>
    public void ForgetObjects()
    {
        Array.Fill(_numberOf, Free);
        _nextIndex = _slotCount = 0;
    }

    /// <summary>Decodes the next operations of the block.</summary>
    /// <param name="batch">Filled from its start.</param>
    /// <param name="stacks">Call-stack numbers, one an operation, or empty where they are not wanted.</param>
    /// <returns>What is wrong with the operation at <see cref="FaultAt"/>, or <see cref="TraceFault.None"/>; operations before it are in the batch.</returns>
    public TraceFault Decode(OperationBatch batch, Span<int> stacks)
    {
        int count = Math.Min(Remaining, batch.Operations.Length);
        try
        {
            return DecodeRun(batch, count, stacks);
        }
        catch (IndexOutOfRangeException)
        {
            return TraceFault.Malformed; // the columns do not hold what the heads promise
        }
    }

    private string? Load(byte[] payload, int length, long mostLost)
    {
        var cursor = new ByteCursor(payload.AsSpan(0, length));
        var head = BlockHead.Read(ref cursor);
        Count = _next = 0;
        if (head.Wrong(_time, _nextIndex, mostLost, _slotCount) is string wrong)
        {
            return wrong;
        }

        if (_columns.TryUnpack(ref cursor, payload, (int)head.Count) is string damaged)
        {
            return damaged;
        }

        GrowNumbers((int)head.SlotCount);
        (_nextIndex, _slotCount) = (head.FirstIndex + head.Count, Math.Max(_slotCount, head.SlotCount));
        FirstIndex = head.FirstIndex;
        Count = (int)head.Count;
        _time = head.FirstTimeNs;
        _nextNumber = head.NextNumber;
        _freedCount = 0;
        _thread = 0;
        _lastPool = -1;
        return null;
    }

    private void GrowNumbers(int slots)
    {
        if (slots > _numberOf.Length)
        {
            int old = _numberOf.Length;
            Array.Resize(ref _numberOf, (int)Math.Min(Math.Max(slots, 1.5 * old), Array.MaxLength));
            Array.Fill(_numberOf, Free, old, _numberOf.Length - old);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private TraceFault DecodeRun(OperationBatch batch, int count, Span<int> stacks)
    {
        ReadOnlySpan<byte> heads = _columns.All(Column.Heads).Slice(_next, count);
        ReadOnlySpan<byte> times = _columns.All(Column.Times).Slice(_next, count);
        ReadOnlySpan<byte> low = _columns.All(Column.SlotsLow), middle = _columns.All(Column.SlotsMiddle), high = _columns.All(Column.SlotsHigh);
        ByteCursor longTimes = _columns.Resume(Column.LongTimes), threads = _columns.Resume(Column.Threads);
        ByteCursor sizes = _columns.Resume(Column.Sizes), extras = _columns.Resume(Column.Extras), flags = _columns.Resume(Column.Flags);
        ByteCursor pool = _columns.Resume(Column.Pool), numbers = _columns.Resume(Column.Numbers), stackIds = _columns.Resume(Column.Stacks);
        int slotAt = _columns.PositionOf(Column.SlotsLow);
        bool hasHigh = high.Length > 0;
        Operation[] ops = batch.Operations;
        long[] objects = batch.Objects, olds = batch.OldObjects;
        long[] numberOf = _numberOf;
        long time = _time, nextNumber = _nextNumber;
        int thread = _thread;
        TraceFault fault = TraceFault.None;
        int i = 0;
        for (; i < heads.Length; i++)
        {
            int head = heads[i];
            var kind = (OperationKind)(head & AtraceFormat.KindMask);
            time += times[i];
            if ((head & AtraceFormat.LongTime) != 0)
            {
                time += (long)(longTimes.VarInt() << 8);
                fault = time < 0 ? TraceFault.TimeBack : fault;
            }

            if ((head & AtraceFormat.NewThread) != 0)
            {
                ulong read = threads.VarInt();
                thread = (int)read;
                fault = read >= OperationBinder.MaxThreads ? TraceFault.ThreadRange : fault;
            }

            int stack = (head & AtraceFormat.HasStack) != 0 ? (int)stackIds.VarInt() : 0;
            if (!stacks.IsEmpty)
            {
                stacks[i] = stack;
            }

            ref Operation op = ref ops[i];
            op.TimeNs = time;
            op.Thread = thread;
            op.Kind = kind;
            op.Size = 0;
            op.Extra = 0;
            op.Flags = 0;
            op.Object = op.OldObject = Operation.None;
            objects[i] = olds[i] = -1;
            int slot;
            switch (kind)
            {
                case OperationKind.Free:
                    slot = BlockColumns.SlotAt(low, middle, high, hasHigh, slotAt++);
                    objects[i] = numberOf[slot];
                    numberOf[slot] = Free;
                    _freedHere[_freedCount++] = slot;
                    op.Object = slot;
                    fault = objects[i] < 0 ? TraceFault.UseAfterFree : fault;
                    break;
                case OperationKind.Malloc:
                    op.Size = sizes.VarInt();
                    goto make;
                case OperationKind.Realloc:
                case OperationKind.Rallocx:
                    op.Size = sizes.VarInt();
                    op.Flags = kind == OperationKind.Rallocx ? (int)flags.ZigZag() : 0;
                    slot = BlockColumns.SlotAt(low, middle, high, hasHigh, slotAt++) - 1;
                    if (slot < 0)
                    {
                        goto make;
                    }

                    olds[i] = numberOf[slot];
                    op.OldObject = slot;
                    fault = olds[i] < 0 ? TraceFault.UnknownOldObject : fault;
                    goto number;
                case OperationKind.Calloc:
                case OperationKind.Memalign:
                case OperationKind.AlignedAlloc:
                    op.Size = sizes.VarInt();
                    op.Extra = extras.VarInt();
                    goto make;
                case OperationKind.Mallocx:
                    op.Size = sizes.VarInt();
                    op.Flags = (int)flags.ZigZag();
                make:
                    if (_freedCount > 0)
                    {
                        slot = _freedHere[--_freedCount];
                    }
                    else
                    {
                        slot = _lastPool = (int)(pool.ZigZag() + _lastPool + 1);
                    }

                    if (numberOf[slot] >= 0)
                    {
                        DisplacedNumber = numberOf[slot];
                        fault = TraceFault.NamedTwice;
                    }

                number:
                    if ((head & AtraceFormat.OddNumber) != 0)
                    {
                        nextNumber += numbers.ZigZag();
                    }

                    fault = op.Size > OperationBinder.AddressSpaceBytes ? TraceFault.BeyondAddressSpace : fault;
                    objects[i] = nextNumber;
                    numberOf[slot] = nextNumber++;
                    op.Object = slot;
                    break;
                default:
                    fault = DecodeRare(ref op, ref objects[i], ref sizes, ref extras, ref flags, low, middle, high, slotAt);
                    slotAt += OperationTraits.RoleOf(kind) == ObjectRole.None ? 0 : 1;
                    break;
            }

            if (fault != TraceFault.None)
            {
                break;
            }
        }

        batch.Count = i;
        batch.FirstIndex = FirstIndex + _next;
        _next += i;
        (_time, _nextNumber, _thread) = (time, nextNumber, thread);
        _columns.Leave(Column.LongTimes, longTimes.Position);
        _columns.Leave(Column.Threads, threads.Position);
        _columns.Leave(Column.Sizes, sizes.Position);
        _columns.Leave(Column.Extras, extras.Position);
        _columns.Leave(Column.Flags, flags.Position);
        _columns.Leave(Column.Pool, pool.Position);
        _columns.Leave(Column.Numbers, numbers.Position);
        _columns.Leave(Column.Stacks, stackIds.Position);
        _columns.Leave(Column.SlotsLow, slotAt);
        return fault;
    }

    /// <summary>The calls that few programs make.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private TraceFault DecodeRare(
        ref Operation op, ref long number, ref ByteCursor sizes, ref ByteCursor extras, ref ByteCursor flags,
        ReadOnlySpan<byte> low, ReadOnlySpan<byte> middle, ReadOnlySpan<byte> high, int slotAt)
    {
        op.Size = OperationTraits.HasSize(op.Kind) ? sizes.VarInt() : 0;
        op.Extra = OperationTraits.HasExtra(op.Kind) ? extras.VarInt() : 0;
        op.Flags = OperationTraits.HasFlags(op.Kind) ? (int)flags.ZigZag() : 0;
        ObjectRole role = OperationTraits.RoleOf(op.Kind);
        if (role == ObjectRole.None)
        {
            return TraceFault.None;
        }

        op.Object = BlockColumns.SlotAt(low, middle, high, high.Length > 0, slotAt);
        if (role == ObjectRole.Name)
        {
            return (uint)op.Object < (uint)NameCount ? TraceFault.None : TraceFault.Malformed;
        }

        number = _numberOf[op.Object];
        if (role == ObjectRole.Freed)
        {
            _numberOf[op.Object] = Free;
            _freedHere[_freedCount++] = op.Object;
        }

        return number < 0 ? TraceFault.UnknownObject : TraceFault.None;
    }
}
