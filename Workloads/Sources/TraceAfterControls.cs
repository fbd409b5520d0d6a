using AllocSim.Simulator.Operations;

namespace AllocSim.Workloads.Sources;

/// <summary>A trace with controls before its first operation, as if it began with them: they are operations, and count as such.</summary>
internal sealed class TraceAfterControls : OperationStream
{
    private readonly OperationCursor _cursor;
    private readonly IReadOnlyList<FirstControl> _controls;
    private readonly NameTable _names = new();
    private int _made;
    private bool _isOnFirst;

    /// <summary>Puts controls before a source, which it then owns.</summary>
    public TraceAfterControls(IOriginTrace source, IReadOnlyList<FirstControl> controls)
    {
        _cursor = new OperationCursor(source);
        _controls = controls;
    }

    /// <inheritdoc/>
    public override string Name => _cursor.Source.Name;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Names => _names;

    /// <inheritdoc/>
    public override IReadOnlyList<IReadOnlyList<string>> CallStacks => _cursor.Source.CallStacks;

    /// <inheritdoc/>
    public override TraceOrigin Origin => ((IOriginTrace)_cursor.Source).Origin;

    /// <inheritdoc/>
    public override RepairTally Repairs => ((IOriginTrace)_cursor.Source).Repairs;

    /// <inheritdoc/>
    public override PendingMarks Marks { get; } = [];

    /// <inheritdoc/>
    protected override bool TryNext(ref Operation op, out long number, out long old)
    {
        number = old = -1;
        if (_made < _controls.Count && (_isOnFirst || (_isOnFirst = MoveNext())))
        {
            FirstControl control = _controls[_made++];
            op = default;
            op.TimeNs = _cursor.Current.TimeNs;
            op.Thread = _cursor.Current.Thread;
            op.Kind = OperationKind.Ctl;
            op.Object = _names.Add(control.Name);
            op.OldObject = Operation.None;
            op.Flags = (int)control.Mode;
            op.Extra = control.Value;
            return true;
        }

        if (!_isOnFirst && !MoveNext())
        {
            return false;
        }

        _isOnFirst = false;
        op = _cursor.Current;
        if (op.Kind == OperationKind.Ctl)
        {
            op.Object = _names.Add(_cursor.Source.Names[op.Object]);
        }

        (Stack, number, old) = (_cursor.Stack, _cursor.Number, _cursor.Old);
        return true;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _cursor.Dispose();

    private bool MoveNext()
    {
        bool moved = _cursor.MoveNext();
        while (_cursor.TryTakeMark(out TraceMark mark))
        {
            Marks.Add(mark with { Index = mark.Index + _controls.Count });
        }

        return moved;
    }
}
