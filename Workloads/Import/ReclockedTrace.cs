using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Sources;

namespace AllocSim.Workloads.Import;

/// <summary>A trace on a declared clock instead of its own times. A mark has the time of the operation that it stands before.</summary>
internal sealed class ReclockedTrace : OperationStream
{
    private readonly IOriginTrace _source;
    private readonly OperationCursor _cursor;
    private readonly ImportClock _clock;
    private long _timeNs;

    /// <summary>Gives a source other times; it then owns the source.</summary>
    public ReclockedTrace(IOriginTrace source, ClockRule rule)
    {
        _source = source;
        _cursor = new OperationCursor(source);
        _clock = new ImportClock(rule, source.Repairs);
    }

    /// <inheritdoc/>
    public override string Name => _source.Name;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Names => _source.Names;

    /// <inheritdoc/>
    public override IReadOnlyList<IReadOnlyList<string>> CallStacks => _source.CallStacks;

    /// <inheritdoc/>
    public override TraceOrigin Origin => _source.Origin with { Clock = _clock.Describe(hasStamps: true) };

    /// <inheritdoc/>
    public override RepairTally Repairs => _source.Repairs;

    /// <inheritdoc/>
    public override PendingMarks Marks { get; } = [];

    /// <inheritdoc/>
    protected override bool TryNext(ref Operation op, out long number, out long old)
    {
        number = old = -1;
        bool moved = _cursor.MoveNext();
        _timeNs = moved ? _clock.Next(_cursor.Current.Thread, isStamped: false) : _timeNs;
        while (_cursor.TryTakeMark(out TraceMark mark))
        {
            Marks.Add(mark with { TimeNs = _timeNs });
        }

        if (moved)
        {
            op = _cursor.Current with { TimeNs = _timeNs };
            (Stack, number, old) = (_cursor.Stack, _cursor.Number, _cursor.Old);
        }

        return moved;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _cursor.Dispose();
}
