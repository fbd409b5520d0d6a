using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Text;
using AllocSim.Workloads.Sources;

namespace AllocSim.Workloads.Transforms;

/// <summary>A part of a trace, kept well-formed: the objects that are alive where the part begins are allocated at its start, in the order of their birth.</summary>
/// <remarks>Such an object is allocated by the thread that made it, or by the trace's first thread when that one has ended. Memory grows with live objects.</remarks>
public sealed class SlicedTrace : OperationStream
{
    private readonly OperationCursor _cursor;
    private readonly TraceRange _range;
    private readonly Dictionary<int, (Operation Operation, long Number, long Order, int Stack)> _alive = [];
    private readonly HashSet<int> _ended = [];
    private Queue<(Operation Operation, long Number, int Stack)>? _opening;
    private bool _onFirst;

    /// <summary>Cuts a part out of a source, which it then owns.</summary>
    public SlicedTrace(IOriginTrace source, TraceRange range)
    {
        _cursor = new OperationCursor(source);
        _range = range;
        Origin = source.Origin;
    }

    /// <inheritdoc/>
    public override string Name => _cursor.Source.Name;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Names => _cursor.Source.Names;

    /// <inheritdoc/>
    public override IReadOnlyList<IReadOnlyList<string>> CallStacks => _cursor.Source.CallStacks;

    /// <inheritdoc/>
    public override TraceOrigin Origin { get; }

    /// <inheritdoc/>
    public override RepairTally Repairs => ((IOriginTrace)_cursor.Source).Repairs;

    /// <inheritdoc/>
    public override PendingMarks Marks { get; } = [];

    /// <summary>Objects that had to be allocated at the start.</summary>
    public long OpeningCount { get; private set; }

    /// <inheritdoc/>
    protected override bool TryNext(ref Operation op, out long number, out long old)
    {
        old = number = -1;
        _opening ??= GoToStart();
        if (_opening.TryDequeue(out var made))
        {
            (op, number, Stack) = made;
            return true;
        }

        bool moved = _onFirst || _cursor.MoveNext();
        TakeMarks();
        if (!moved || _range.IsPast(_cursor.Index, _cursor.Current.TimeNs))
        {
            return false;
        }

        _onFirst = false;
        (op, number, old, Stack) = (_cursor.Current, _cursor.Number, _cursor.Old, _cursor.Stack);
        return true;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _cursor.Dispose();

    private void TakeMarks()
    {
        while (_cursor.TryTakeMark(out TraceMark mark))
        {
            if (!_range.IsBefore(mark.Index, mark.TimeNs) && !_range.IsPast(mark.Index, mark.TimeNs))
            {
                Marks.Add(mark with { Index = Index });
            }
        }
    }

    private Queue<(Operation Operation, long Number, int Stack)> GoToStart()
    {
        int mainThread = -1;
        long lastNs = 0;
        while (_cursor.MoveNext())
        {
            ref Operation op = ref _cursor.Current;
            lastNs = op.TimeNs;
            mainThread = mainThread < 0 ? op.Thread : mainThread;
            if (!_range.IsBefore(_cursor.Index, op.TimeNs))
            {
                _onFirst = true;
                break;
            }

            Follow(op);
        }

        if (!_onFirst && mainThread >= 0)
        {
            throw new TraceFormatException($"{Name}: its last operation, at {Quantity.Nanoseconds(lastNs)}, comes before the part begins; an earlier start is needed");
        }

        _ended.Remove(mainThread);
        var opening = new Queue<(Operation, long, int)>();
        if (_onFirst)
        {
            foreach ((Operation made, long number, _, int stack) in _alive.Values.OrderBy(e => e.Order))
            {
                int thread = _ended.Contains(made.Thread) ? mainThread : made.Thread;
                opening.Enqueue((made with { TimeNs = _cursor.Current.TimeNs, Thread = thread }, number, stack));
            }
        }

        OpeningCount = opening.Count;
        _alive.Clear();
        return opening;
    }

    private void Follow(in Operation op)
    {
        switch (op.Kind)
        {
            case OperationKind.Free or OperationKind.Dallocx or OperationKind.Sdallocx:
                _alive.Remove(op.Object);
                break;
            case OperationKind.Malloc or OperationKind.Calloc or OperationKind.Memalign or OperationKind.AlignedAlloc or OperationKind.Mallocx:
                _alive[op.Object] = (op, _cursor.Number, _cursor.Index, _cursor.Stack);
                break;
            case OperationKind.Realloc or OperationKind.Rallocx:
                if (op.OldObject >= 0)
                {
                    _alive.Remove(op.OldObject);
                }

                OperationKind kind = op.Kind == OperationKind.Realloc ? OperationKind.Malloc : OperationKind.Mallocx;
                _alive[op.Object] = (op with { Kind = kind, OldObject = Operation.None }, _cursor.Number, _cursor.Index, _cursor.Stack);
                break;
            case OperationKind.Exit:
                _ended.Add(op.Thread);
                break;
        }
    }
}
