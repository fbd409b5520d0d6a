using AllocSim.Simulator.Operations;

namespace AllocSim.Workloads.Sources;

/// <summary>Steps through a source one operation at a time.</summary>
internal sealed class OperationCursor(ITraceSource source) : IDisposable
{
    private readonly OperationBatch _batch = new();
    private readonly PendingMarks? _marks = (source as IOriginTrace)?.Marks;
    private int _at = -1;
    private bool _ended;

    /// <summary>The source.</summary>
    public ITraceSource Source => source;

    /// <summary>The operation that the cursor is on.</summary>
    public ref Operation Current => ref _batch.Operations[_at];

    /// <summary>Number of its object, or -1.</summary>
    public long Number => _batch.Objects[_at];

    /// <summary>Number of the object it gives up, or -1.</summary>
    public long Old => _batch.OldObjects[_at];

    /// <summary>Index of the operation.</summary>
    public long Index => _batch.FirstIndex + _at;

    /// <summary>Number of its call stack, or 0.</summary>
    public int Stack => _batch.StackOf(_at);

    /// <summary>Goes to the next operation.</summary>
    public bool MoveNext()
    {
        if (++_at < _batch.Count)
        {
            return true;
        }

        _at = 0;
        return !(_ended = !source.TryRead(_batch));
    }

    /// <summary>Takes the next mark that stands before the operation, or where there is no more operation, any mark that is left.</summary>
    public bool TryTakeMark(out TraceMark mark)
    {
        mark = null!;
        return _marks is not null && _marks.TryTake(_ended ? long.MaxValue : Index, out mark);
    }

    /// <inheritdoc/>
    public void Dispose() => source.Dispose();
}
