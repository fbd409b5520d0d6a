using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Sources;

namespace AllocSim.Workloads.Transforms;

/// <summary>Several traces as one, on one clock: what several processes would do inside one.</summary>
/// <remarks>
/// Operations are taken in order of time, equal times in order of the traces. Thread t of trace i of n becomes thread t·n+i; objects likewise. Marks are taken by their time too.
/// Traces that say when they were recorded keep their distance in time; otherwise all begin together.
/// </remarks>
public sealed class MergedTrace : OperationStream
{
    private readonly OperationCursor[] _cursors;
    private readonly long[] _offsetNs;
    private readonly bool[] _isFirst;
    private readonly int[] _mainThread;
    private long _marksSeen;
    private readonly NameTable _names = new();
    private readonly CallStackTable _stacks = new();
    private readonly Dictionary<(int Trace, int Stack), int> _stackNumbers = [];
    private readonly PriorityQueue<TraceMark, (long TimeNs, int Trace, long Order)> _marks = new();
    private readonly PriorityQueue<int, (long TimeNs, int Trace)> _next = new();

    /// <summary>Merges sources, which it then owns.</summary>
    public MergedTrace(IReadOnlyList<IOriginTrace> sources)
    {
        _cursors = [.. sources.Select(s => new OperationCursor(s))];
        _offsetNs = Offsets(sources);
        _isFirst = [.. sources.Select(_ => true)];
        _mainThread = new int[sources.Count];
        Name = string.Join("+", sources.Select(s => s.Name));
        Origin = new TraceOrigin { Source = "merge", Command = Name, Clock = sources[0].Origin.Clock };
        for (int i = 0; i < _cursors.Length; i++)
        {
            Advance(i);
        }
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Names => _names;

    /// <inheritdoc/>
    public override IReadOnlyList<IReadOnlyList<string>> CallStacks => _stacks;

    /// <inheritdoc/>
    public override TraceOrigin Origin { get; }

    /// <inheritdoc/>
    public override PendingMarks Marks { get; } = [];

    /// <inheritdoc/>
    protected override bool TryNext(ref Operation op, out long number, out long old)
    {
        number = old = -1;
        if (!_next.TryDequeue(out int trace, out (long TimeNs, int Trace) key))
        {
            PlaceMarks(long.MaxValue);
            return false;
        }

        PlaceMarks(key.TimeNs);

        OperationCursor cursor = _cursors[trace];
        op = cursor.Current;
        op.TimeNs = key.TimeNs;
        op.Thread = checked(op.Thread * _cursors.Length + trace);
        if (op.Kind == OperationKind.Ctl)
        {
            op.Object = _names.Add(cursor.Source.Names[op.Object]);
        }
        else
        {
            op.Object = op.Object < 0 ? op.Object : checked(op.Object * _cursors.Length + trace);
            op.OldObject = op.OldObject < 0 ? op.OldObject : checked(op.OldObject * _cursors.Length + trace);
        }

        Stack = cursor.Stack == 0 ? 0 : StackNumber(trace, cursor.Stack);
        number = cursor.Number < 0 ? -1 : checked(cursor.Number * _cursors.Length + trace);
        old = cursor.Old < 0 ? -1 : checked(cursor.Old * _cursors.Length + trace);
        Advance(trace);
        return true;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        foreach (OperationCursor cursor in _cursors)
        {
            cursor.Dispose();
        }
    }

    private static long[] Offsets(IReadOnlyList<IOriginTrace> sources)
    {
        bool known = sources.All(s => s.Origin.StartUnixNs > 0);
        long first = sources.Min(s => s.Origin.StartUnixNs);
        return [.. sources.Select(s => known ? s.Origin.StartUnixNs - first : 0)];
    }

    private int StackNumber(int trace, int stack)
    {
        if (!_stackNumbers.TryGetValue((trace, stack), out int number))
        {
            number = _stacks.Add(_cursors[trace].Source.CallStacks[stack - 1]);
            _stackNumbers.Add((trace, stack), number);
        }

        return number;
    }

    private void PlaceMarks(long timeNs)
    {
        while (_marks.TryPeek(out TraceMark? mark, out var key) && key.TimeNs <= timeNs)
        {
            _marks.Dequeue();
            Marks.Add(mark with { Index = Index });
        }
    }

    private bool MoveNext(int trace)
    {
        OperationCursor cursor = _cursors[trace];
        bool moved = cursor.MoveNext();
        while (cursor.TryTakeMark(out TraceMark mark))
        {
            long timeNs = checked(mark.TimeNs + _offsetNs[trace]);
            _marks.Enqueue(mark with { TimeNs = timeNs, Thread = checked(mark.Thread * _cursors.Length + trace) }, (timeNs, trace, _marksSeen++));
        }

        return moved;
    }

    private void Advance(int trace)
    {
        OperationCursor cursor = _cursors[trace];
        while (MoveNext(trace))
        {
            if (_isFirst[trace])
            {
                _isFirst[trace] = false;
                _mainThread[trace] = cursor.Current.Thread;
            }

            if (cursor.Current.Kind != OperationKind.Exit || cursor.Current.Thread != _mainThread[trace])
            {
                _next.Enqueue(trace, (checked(cursor.Current.TimeNs + _offsetNs[trace]), trace));
                return;
            }
        }
    }
}
