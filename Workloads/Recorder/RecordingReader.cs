using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Atrace;
using AllocSim.Workloads.Objects;
using AllocSim.Workloads.Sources;

namespace AllocSim.Workloads.Recorder;

/// <summary>Reads a file that the recorder wrote: puts the threads' records in order of time and turns addresses into objects.</summary>
/// <remarks>
/// Calls that failed make no operation; they are counted. A forked child's trace begins with what was alive in its parent, where the parent's file lies beside it.
/// Other objects from before the recording are unknown, so their frees are skipped and counted. A realloc is one operation, at the time it returned.
/// </remarks>
public sealed class RecordingReader : OperationStream
{
    private readonly FileStream _file;
    private readonly PriorityQueue<RecordCursor, (long TimeNs, int Thread)> _next = new();
    private readonly SlotMap _slots = new();
    private readonly RecordedStacks _stacks;
    private readonly Queue<(Operation Operation, long Number, long Old, int Stack)> _made = new();
    private readonly Dictionary<int, ulong> _reallocated = [];
    private long[] _numberOf = new long[1024];
    private long _nextNumber;
    private long _timeNs;

    /// <summary>Opens a recording.</summary>
    /// <param name="path">The recorder's file.</param>
    /// <param name="names">Names for the frames of its call stacks; null to leave call stacks out.</param>
    /// <exception cref="TraceFormatException">It is none.</exception>
    public RecordingReader(string path, FrameNames? names = null)
    {
        Name = path;
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        byte[] page = new byte[RecordingHeader.Bytes];
        int length = _file.ReadAtLeast(page, page.Length, throwOnEndOfStream: false);
        Header = RecordingHeader.Parse(page.AsSpan(0, length), path);
        _stacks = new RecordedStacks(names);
        Inherit();
        foreach (RecordCursor cursor in RecordedChunks.Cursors(_file, Header))
        {
            if (cursor.MoveNext())
            {
                _next.Enqueue(cursor, (cursor.TimeNs, cursor.Thread));
            }
        }
    }

    /// <summary>Objects that a forked child has from its parent: the operations at the beginning.</summary>
    public int Inherited { get; private set; }

    /// <summary>What the recorder wrote about the process.</summary>
    public RecordingHeader Header { get; }

    /// <summary>Calls that failed, and so are no operations.</summary>
    public long FailedCalls { get; private set; }

    /// <summary>Samples of the resident set, and at the end how many calls failed.</summary>
    public override PendingMarks Marks { get; } = [];

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Names => [];

    /// <inheritdoc/>
    public override IReadOnlyList<IReadOnlyList<string>> CallStacks => _stacks.Named;

    /// <summary>Addresses of the frames of the call stacks so far.</summary>
    internal IReadOnlyCollection<ulong> FrameAddresses => _stacks.Addresses;

    /// <inheritdoc/>
    public override TraceOrigin Origin => new()
    {
        Source = "allocsim record",
        Program = Header.Program,
        Command = Header.Command,
        Clock = "recorded",
        PageSize = Header.PageBytes,
        Cpus = Header.Cpus,
        Process = Header.Process,
        StartUnixNs = Header.StartUnixNs,
    };

    /// <inheritdoc/>
    protected override bool TryNext(ref Operation op, out long number, out long old)
    {
        while (_made.Count == 0)
        {
            if (!_next.TryDequeue(out RecordCursor? cursor, out (long TimeNs, int Thread) at))
            {
                number = old = -1;
                Marks.Add(new TraceMark(Index, 0, 0, TraceMarkKind.FailedCalls, FailedCalls, ""));
                return false;
            }

            _timeNs = Math.Max(_timeNs, at.TimeNs);
            Enter(cursor);
            if (cursor.MoveNext())
            {
                _next.Enqueue(cursor, (cursor.TimeNs, cursor.Thread));
            }
            else if (cursor.HasEnded)
            {
                Put(cursor, new Operation { Kind = OperationKind.Exit, Object = Operation.None }, -1, -1);
            }
        }

        (op, number, old, Stack) = _made.Dequeue();
        return true;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _file.Dispose();

    private void Inherit()
    {
        RecordCursor first = new(_file, Header.ChunkBytes, 0, new TickRate(1, 1));
        foreach (InheritedObject inherited in InheritedHeap.Of(Name, Header))
        {
            Make(first, inherited.Kind, inherited.Address, inherited.Size, inherited.Extra, inherited.Flags);
            Inherited++;
        }
    }

    private void Enter(RecordCursor r)
    {
        ulong address = r.Kind is RecordKind.Exit ? 0 : r.Word(1);
        switch (r.Kind)
        {
            case RecordKind.MallocSmall:
                Make(r, OperationKind.Malloc, address & 0xFFFF_FFFF_FFFF, address >> 48, 0, 0);
                break;
            case RecordKind.Malloc:
                Make(r, OperationKind.Malloc, address, r.Word(2), 0, 0);
                break;
            case RecordKind.Calloc:
                Make(r, OperationKind.Calloc, address, r.Word(2), r.Word(3), 0);
                break;
            case RecordKind.Memalign:
                Make(r, OperationKind.Memalign, address, r.Word(2), r.Word(3), 0);
                break;
            case RecordKind.AlignedAlloc:
                Make(r, OperationKind.AlignedAlloc, address, r.Word(2), r.Word(3), 0);
                break;
            case RecordKind.Mallocx:
                Make(r, OperationKind.Mallocx, address, r.Word(2), 0, (int)r.Word(3));
                break;
            case RecordKind.Free:
                Kill(r, OperationKind.Free, address, 0, 0);
                break;
            case RecordKind.Dallocx:
                Kill(r, OperationKind.Dallocx, address, 0, (int)r.Word(2));
                break;
            case RecordKind.Sdallocx:
                Kill(r, OperationKind.Sdallocx, address, r.Word(2), (int)r.Word(3));
                break;
            case RecordKind.ReallocBegin or RecordKind.RallocxBegin:
                BeginRealloc(r, address);
                break;
            case RecordKind.ReallocEnd:
                EndRealloc(r, OperationKind.Realloc, address, r.Word(2), 0);
                break;
            case RecordKind.RallocxEnd:
                EndRealloc(r, OperationKind.Rallocx, address, r.Word(2), (int)r.Word(3));
                break;
            case RecordKind.Xallocx or RecordKind.Sallocx:
                Use(r, address);
                break;
            case RecordKind.Nallocx:
                Put(r, new Operation { Kind = OperationKind.Nallocx, Size = address, Flags = (int)r.Word(2), Object = Operation.None }, -1, -1);
                break;
            case RecordKind.Exit:
                r.HasEnded = r.Thread != 0; // after it, destructors may still have freed
                break;
            case RecordKind.Resident:
                Marks.Add(new TraceMark(Index, _timeNs, r.Thread, TraceMarkKind.ResidentSample, (long)address, ""));
                break;
            case RecordKind.Frames:
                r.Frames.AddRange(Enumerable.Range(1, 4).Select(r.Word).Where(frame => frame != 0));
                break;
            case RecordKind.Stack:
                r.Stack = _stacks.NumberOf(address, r.Frames);
                return;
        }

        if (r.Kind is not (RecordKind.Frames or RecordKind.Resident))
        {
            r.Stack = 0;
        }
    }

    private static long Pending(RecordCursor r) => -2L - r.Thread;

    private void Put(RecordCursor r, Operation operation, long number, long old)
    {
        operation.TimeNs = _timeNs;
        operation.Thread = r.Thread;
        operation.OldObject = old < 0 ? Operation.None : operation.OldObject;
        _made.Enqueue((operation, number, old, OperationTraits.MakesObject(operation.Kind) ? r.Stack : 0));
    }

    private void Make(RecordCursor r, OperationKind kind, ulong address, ulong size, ulong extra, int flags)
    {
        if (address == 0)
        {
            FailedCalls++;
            return;
        }

        Displace(r, address);
        int slot = _slots.Add((long)address);
        if (slot >= _numberOf.Length)
        {
            Array.Resize(ref _numberOf, _numberOf.Length * 2);
        }

        _numberOf[slot] = _nextNumber;
        Put(r, new Operation { Kind = kind, Size = size, Extra = extra, Flags = flags, Object = slot }, _nextNumber++, -1);
    }

    private void Kill(RecordCursor r, OperationKind kind, ulong address, ulong size, int flags)
    {
        int slot = _slots.Remove((long)address);
        if (slot < 0)
        {
            Repairs.Add(TraceFault.UnknownObject);
            return;
        }

        Put(r, new Operation { Kind = kind, Size = size, Flags = flags, Object = slot }, _numberOf[slot], -1);
    }

    /// <summary>The old address may be given out again before the call returns, so the object goes by a name of its own meanwhile.</summary>
    private void BeginRealloc(RecordCursor r, ulong old)
    {
        _reallocated[r.Thread] = old;
        if (old != 0 && _slots.Rename((long)old, Pending(r)) < 0)
        {
            Repairs.Add(TraceFault.UnknownOldObject);
        }
    }

    private void EndRealloc(RecordCursor r, OperationKind kind, ulong address, ulong size, int flags)
    {
        ulong old = _reallocated.GetValueOrDefault(r.Thread);
        int slot = _slots.Find(Pending(r));
        if (address == 0 && size == 0 && slot >= 0)
        {
            Repairs.Add(TraceFault.ReallocToZero);
            Kill(r, OperationKind.Free, (ulong)Pending(r), 0, 0);
        }
        else if (address == 0)
        {
            FailedCalls++;
            if (slot >= 0)
            {
                _slots.Rename(Pending(r), (long)old);
            }
        }
        else if (slot < 0)
        {
            Make(r, kind == OperationKind.Realloc ? kind : OperationKind.Mallocx, address, size, 0, flags);
        }
        else
        {
            Displace(r, address);
            long before = _numberOf[slot];
            _slots.Rename(Pending(r), (long)address);
            _numberOf[slot] = _nextNumber;
            Put(r, new Operation { Kind = kind, Size = size, Flags = flags, Object = slot, OldObject = slot }, _nextNumber++, before);
        }
    }

    private void Use(RecordCursor r, ulong address)
    {
        int slot = _slots.Find((long)address);
        if (slot < 0)
        {
            Repairs.Add(TraceFault.UnknownObject);
            return;
        }

        bool resizes = r.Kind == RecordKind.Xallocx;
        var operation = new Operation { Kind = resizes ? OperationKind.Xallocx : OperationKind.Sallocx, Object = slot, Flags = (int)r.Word(resizes ? 4 : 2) };
        Put(r, resizes ? operation with { Size = r.Word(2), Extra = r.Word(3) } : operation, _numberOf[slot], -1);
    }

    private void Displace(RecordCursor r, ulong address)
    {
        int slot = _slots.Remove((long)address);
        if (slot >= 0)
        {
            Repairs.Add(TraceFault.Inversion);
            Put(r, new Operation { Kind = OperationKind.Free, Object = slot }, _numberOf[slot], -1);
        }
    }
}
