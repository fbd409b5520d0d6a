using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Sources;

namespace AllocSim.Workloads.Transforms;

/// <summary>A trace with each thread doubled so many times over, and with its time stretched or shrunk.</summary>
/// <remarks>
/// Every operation is made once for each copy, at the same time, by the copy's own thread on the copy's own object. Controls and statistics stay single:
/// they concern the process. So do marks, which are the first copy's.
/// </remarks>
public sealed class ScaledTrace : OperationStream
{
    private readonly OperationCursor _cursor;
    private readonly int _copies;
    private readonly decimal _timeFactor;
    private int _copy = -1;
    private int _mainThread = -1;

    /// <summary>Scales a source, which it then owns.</summary>
    /// <param name="source">The trace.</param>
    /// <param name="copies">Threads for each thread of the trace; at least 1.</param>
    /// <param name="timeFactor">What each time is multiplied by; more than 0.</param>
    public ScaledTrace(IOriginTrace source, int copies, decimal timeFactor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(copies, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(timeFactor);
        _cursor = new OperationCursor(source);
        _copies = copies;
        _timeFactor = timeFactor;
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

    /// <inheritdoc/>
    protected override bool TryNext(ref Operation op, out long number, out long old)
    {
        number = old = -1;
        do
        {
            _copy = (_copy + 1) % _copies;
            if (_copy == 0 && !MoveNext())
            {
                return false;
            }

            op = _cursor.Current;
            _mainThread = _mainThread < 0 ? op.Thread : _mainThread;
        }
        while (_copy > 0 && IsSingle(op));

        Stack = _cursor.Stack;
        op.Thread = checked(op.Thread * _copies + _copy);
        op.TimeNs = Stretch(op.TimeNs);
        if (op.Kind != OperationKind.Ctl)
        {
            op.Object = op.Object < 0 ? op.Object : checked(op.Object * _copies + _copy);
            op.OldObject = op.OldObject < 0 ? op.OldObject : checked(op.OldObject * _copies + _copy);
        }

        number = _cursor.Number < 0 ? -1 : checked(_cursor.Number * _copies + _copy);
        old = _cursor.Old < 0 ? -1 : checked(_cursor.Old * _copies + _copy);
        return true;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _cursor.Dispose();

    private bool MoveNext()
    {
        bool moved = _cursor.MoveNext();
        while (_cursor.TryTakeMark(out TraceMark mark))
        {
            Marks.Add(mark with { Index = Index, TimeNs = Stretch(mark.TimeNs), Thread = checked(mark.Thread * _copies) });
        }

        return moved;
    }

    private bool IsSingle(in Operation op) =>
        op.Kind is OperationKind.Ctl or OperationKind.Stats || (op.Kind == OperationKind.Exit && op.Thread == _mainThread);

    private long Stretch(long timeNs)
    {
        decimal time = decimal.Floor(timeNs * _timeFactor);
        return time > long.MaxValue ? throw new TraceFormatException($"{Name}: the times grow beyond 2^63 ns; a smaller factor is needed") : (long)time;
    }
}
